"""Words by which a sentence tells what somebody says, thinks, wants or shows, with how much each of them tells alone.

Written by hand after the classes of verbs in English grammars (saying, thinking, wanting, showing). A "plain" verb
tells of attributed content with any object, a "framed" one chiefly before a clause or a quotation, a "faint" one
little. The strict cues that give a claim its claimant are in ``cues``; these are many more, and weaker.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.detection.en.lexicon import words


class Attitude(NamedTuple):
    """What a word form can tell: "said", "thought", "intended" or "shown"; how surely; as which part of speech."""

    kind: str
    strength: str
    part: str


_VERBS = {
    ("said", "plain"): """
        acknowledge allege announce apologise apologize argue assert bemoan caution claim comment complain concede
        condemn confess congratulate contend criticise criticize decry denounce deny disavow dispute emphasise
        emphasize exclaim hint implore insinuate insist joke laud lament mention mock opine pledge predict proclaim
        profess quip quote rebuke rebut refute reiterate remark ridicule scoff scold slam tout tweet urge vow warn
        accuse assail bash berate blame castigate chastise commend compliment deride excoriate fault gush hail
        lambast lambaste blast malign disparage praise preach rail reprimand retort retweet muse rap rave taunt
        testify thank trash vilify applaud extol recount boast brag bellow chant repudiate pronounce declare enthuse
        advise ask explain describe characterise characterize depict portray liken note brand dub inform reassure
        assure attest tell say suggest disclose critique dismiss demand recommend propose reject advocate defend
        admonish implicate confide inquire deplore denigrate belittle scapegoat demonise demonize chide upbraid
        skewer sneer echo reaffirm affirm champion endorse request plead agree disagree cite divulge caricature
        heckle smear vouch overstate understate exaggerate misrepresent stereotype impugn bicker squabble spar
        quarrel feud clamor clamour rebuff decline excuse forgive discuss""",
    ("said", "framed"): """
        add admit answer respond write confirm observe reply reveal repeat remind stress convey express label relate
        signal convince persuade talk attack question credit refer address elaborate clarify outline detail
        underscore underline highlight articulate voice vent protest object swear counter counsel indicate imply
        instruct notify rant roar scream shout yell cry cheer point salute volunteer summarise summarize specify
        stipulate invoke promote frame paint lash trumpet advertise discourage encourage appeal beg beseech
        contradict disprove debunk greet insult lecture cajole badger peg proffer propound purport posit postulate
        appoint negotiate introduce unveil nod pressure tease call name release""",
    ("said", "faint"): """
        state offer post publish deliver sum continue recite cast lay sound survey poll interview press grill invite
        bill tag title read whisper respond order dangle present distance speak compare challenge report debate
        attribute""",
    ("thought", "plain"): """
        believe think hope fear worry suspect regret resent distrust mistrust doubt expect anticipate foresee
        envision envisage imagine assume presume consider regard admire despise detest loathe hate love dislike
        adore want wish realise realize understand wonder dread prefer relish perceive speculate conclude deem
        reckon conjecture theorise theorize hypothesise hypothesize sympathise sympathize disapprove fret agonise
        agonize marvel know feel crave yearn covet underestimate overestimate misread misunderstand ponder
        contemplate surmise fathom respect appreciate lust desire favour deliberate remember trust view tolerate
        abhor scorn disdain cherish""",
    ("thought", "framed"): """
        see judge guess suppose learn discover determine notice mind care recognise recall recognize accept enjoy
        welcome bet weigh mull evaluate assess estimate calculate sense grasp favor approve embrace dream interpret
        discern deduce infer forget figure blame value""",
    ("thought", "faint"): """
        like hear mean identify rate rank decide""",
    ("intended", "plain"): """
        vow pledge promise intend refuse hope threaten aim aspire decline seek agree oppose support want opt resolve
        consent endeavor endeavour plan""",
    ("intended", "framed"): """
        strive decide vie order vote choose commit push lobby instruct mandate forbid ban prohibit back approve
        authorise authorize nominate endorse struggle scramble hesitate veto petition urge pressure convict rethink
        reconsider embrace resist offer threaten eye pursue allow permit look""",
    ("intended", "faint"): """
        rule elect prepare campaign direct command require fight arrange pass adopt press invite sentence bid
        negotiate opt try attempt""",
    ("shown", "plain"): """
        indicate suggest imply conclude demonstrate""",
    ("shown", "framed"): """
        seem appear show reveal illustrate reflect highlight underscore signal symbolise symbolize exemplify
        document chronicle expose confirm estimate project warn attest""",
    ("shown", "faint"): """
        detail rate rank point outline mean determine prove find""",
}
_NOUNS = {
    ("said", "noun"): """
        accusation allegation announcement argument assertion claim comment complaint criticism critique declaration
        denial explanation insinuation message pledge prediction promise proposal remark statement suggestion
        testimony threat vow warning quote quotation apology assurance rebuke rebuttal call condemnation
        denunciation endorsement recommendation rumour rumor rhetoric pronouncement characterisation
        characterization description mantra slogan refrain plea demand request question answer diatribe rant tirade
        boast confession proclamation admission objection speculation advice mockery insult slur pitch response
        reply appeal forecast controversy feud dispute quarrel gripe jab disclosure portrayal depiction reminder
        acknowledgment acknowledgement jibe smear talk discussion""",
    ("said", "weak"): """
        speech interview letter memo email e-mail ad advert editorial column op-ed report article story essay book
        post blog debate conversation account narrative lie reference note tweet lawsuit charge praise attack""",
    ("thought", "noun"): """
        belief hope fear concern worry doubt suspicion expectation notion idea opinion conviction assumption
        perception impression view sentiment anxiety distrust mistrust skepticism scepticism regret feeling
        resentment contempt disdain disgust outrage anger consensus hatred enthusiasm confidence disapproval
        approval admiration assessment conclusion judgment judgement attitude stance viewpoint indignation fury
        philosophy interpretation theory dissatisfaction frustration disappointment fondness preference realisation
        realization optimism pessimism apprehension unease discontent dismay hostility antipathy""",
    ("thought", "weak"): """
        thought position interest opposition memory focus love understanding respect sense attention""",
    ("intended", "noun"): """
        plan intention desire wish promise ambition aspiration commitment determination pledge proposal refusal
        willingness reluctance vow readiness eagerness unwillingness opposition support bill""",
    ("intended", "weak"): """
        attempt goal order ruling policy platform law legislation resolution measure verdict bid push aim agenda
        effort strategy decision""",
    ("shown", "noun"): """
        poll survey study evidence finding""",
    ("shown", "weak"): """
        report data record document research analysis statistic estimate indication sign""",
}
_ADJECTIVES = {
    ("thought", "feeling"): """
        afraid alarmed angry annoyed anxious appalled apprehensive ashamed astonished aware certain concerned
        confident confused convinced critical cynical delighted disappointed disgusted dismissive displeased
        dissatisfied dubious enthusiastic envious fearful fed-up fond frightened frustrated furious glad grateful
        happy hopeful horrified impressed incensed incredulous indignant interested leery livid mindful nervous
        obsessed offended optimistic outraged passionate perplexed persuaded pessimistic pleased proud puzzled
        receptive relieved resentful sad satisfied scared skeptical sceptical shocked sorry stunned supportive sure
        surprised suspicious sympathetic thankful thrilled troubled unaware uncertain uncomfortable uneasy unhappy
        unimpressed unsure upset wary worried embarrassed mystified adamant insistent contemptuous scornful
        appreciative ambivalent undecided unconvinced excited clear unclear disillusioned dismayed disheartened
        loyal popular unpopular""",
    ("intended", "feeling"): """
        bent determined eager hesitant inclined intent keen loath prepared reluctant resolved unwilling willing
        committed""",
    ("said", "hearsay"): """
        alleged allegedly arguably reportedly purported purportedly supposed supposedly so-called self-described
        self-proclaimed avowed perceived presumably ostensibly evidently seemingly rumored rumoured putative""",
}

_PARTICLES = {
    "aim": "take takes took taking",
    "down": "double doubles doubled doubling play plays played playing",
    "off": "brush brushes brushed brushing shrug shrugs shrugged shrugging tick ticks ticked ticking",
    "out": """lay lays laid laying speak speaks spoke lash lashes lashed lashing call calls called calling spell spells
        spelled rule rules ruled come comes came""",
    "back": "push pushes pushed pushing hit hits fire fires fired shoot shoots shot",
    "in": "weigh weighs weighed weighing chime chimes chimed",
    "up": "open opens opened talk talks talked stand stands stood",
    "clear": "make makes made making",
    "light": "make makes made making",
    "fun": "make makes made making poke pokes poked poking",
    "over": "gloss glosses glossed",
    "at": "swipe swipes swiped lash lashed",
}
PHRASES = frozenset((verb, particle) for particle, verbs in _PARTICLES.items() for verb in verbs.split())

_IRREGULAR = dict(
    pair.split(":")
    for pair in words(
        """say:said tell:told think:thought know:knew/known feel:felt write:wrote/written find:found see:saw/seen
        seek:sought show:shown hear:heard read:read forget:forgot/forgotten foresee:foresaw/foreseen mean:meant
        choose:chose/chosen understand:understood misunderstand:misunderstood speak:spoke/spoken fight:fought
        swear:swore/sworn begin:began/begun forbid:forbade/forbidden go:went/gone cast:cast bring:brought lay:laid
        sell:sold strive:strove/striven bet:bet bid:bid"""
    )
)
_DOUBLED = words(
    "admit slam rip plan regret commit dub quip rap brag tag pan permit ban bet rebut refer beg confer bid opt fret"
)


def _verb_forms(verb: str) -> list[str]:
    """Base, third person, past and participles."""
    stem = verb + verb[-1] if verb in _DOUBLED else verb.removesuffix("e")
    participle = verb + "ing" if verb.endswith("ee") else stem + "ing"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", participle]
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    return [verb, third, *_IRREGULAR.get(verb, stem + "ed").split("/"), participle]


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")


def _forms() -> dict[str, list[Attitude]]:
    found: dict[str, list[Attitude]] = {}
    for (kind, strength), listed in _VERBS.items():
        for form in (form for verb in listed.split() for form in _verb_forms(verb)):
            found.setdefault(form, []).append(Attitude(kind, strength, "verb"))
    for (kind, strength), listed in _NOUNS.items():
        for form in (form for noun in listed.split() for form in (noun, _plural(noun))):
            found.setdefault(form, []).append(Attitude(kind, strength, "noun"))
    for (kind, strength), listed in _ADJECTIVES.items():
        for form in listed.split():
            found.setdefault(form, []).append(Attitude(kind, strength, "adjective"))
    return found


FORMS = _forms()
