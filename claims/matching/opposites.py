"""Words that speak for one of two opposite ends, such as rising and falling, by language."""

from __future__ import annotations

import re
from functools import cache, lru_cache

# For each axis the words of its one end and of its other. A word that ends in * is the beginning of words.
_AXES: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "up or down": (
            "rise rises rose risen rising increas* grow grows grew grown growing growth up climb* jumped jumps "
            "soar* surg* "
            "gain gains gained higher highest doubl* tripl* expand* improv* raise raises raised raising",
            "fall falls fell fallen falling declin* drop drops dropped dropping decreas* down lower lowest "
            "lowered shrank "
            "shrink* shrunk cut cuts cutting plung* slump* sank sink sinks halv* reduc* dwindl* worsen* cuts",
        ),
        "more or less": (
            "more most majority over above exceed* at-least",
            "less fewer fewest least minority under below at-most",
        ),
        "for or against": (
            "support supports supported backs backed endors* favour* favor* approv* accept* agrees agreed back "
            "confirm* "
            "ratif*",
            "oppos* reject* against veto* refus* denies denied deny disagree* blocked den* dispute*",
        ),
        "allowed or forbidden": (
            "allow* permit permits permitted legalis* legaliz* authoris* authoriz* legal lets",
            "ban bans banned banning outlaw* prohibit* forbid* forbade illegal criminalis*",
        ),
        "caused or prevented": (
            "cause causes caused causing trigger* leads led produces worsen* spread spreads",
            "prevent* protect* cure cures cured heal heals stop stops",
        ),
        "safe or dangerous": ("safe safely harmless healthy safer", "dangerous unsafe harmful toxic unhealthy deadly"),
        "won or lost": ("win wins won winning victory beat beats", "lose loses lost losing defeat defeated"),
        "open or closed": ("open opens opened opening reopen*", "close closes closed closing shut shuts"),
        "before or after": ("before", "after"),
        "guilty or not": ("guilty convicted", "innocent acquitted cleared acquittal"),
        "largest or smallest": (
            "largest biggest oldest best longest richest",
            "smallest youngest worst shortest poorest",
        ),
        "buying or selling": ("buy buys bought buying import* purchas*", "sell sells sold selling export*"),
        "hired or dismissed": (
            "hire hires hired appoint* created",
            "fire fires fired dismiss* sacked sack sacks laid destroyed",
        ),
        "joined or left": (
            "join joins joined joining enter enters entered",
            "leave leaves left leaving quit quits withdr*",
        ),
        "north or south": ("north northern", "south southern"),
        "east or west": ("east eastern", "west western"),
        "men or women": ("men man boys boy male males", "women woman girls girl female females"),
        "alive or dead": ("alive surviv*", "dead died dies killed"),
        "true or false": ("true genuine", "false fake hoax"),
        "start or end": ("start starts started begin* began launch*", "end ends ended stop stopped finish*"),
        "rich or poor": ("rich richer wealthy", "poor poorer"),
    },
    "de": {
        "up or down": (
            "steigt steigen stieg stiegen gestiegen anstieg ansteig* erhöh* zunahm* zugenommen zunehm* nimmt-zu "
            "wuchs* wächst "
            "wachs* gewachsen höher* höchst* verdoppel* verbesser* mehr",
            "sinkt sinken sank sanken gesunken rückgang* zurückgegangen fällt fallen fiel fielen gefallen abnahm* "
            "abgenommen abnehm* gesenkt senkt senkte senken senkung niedriger* niedrigst* schrumpf* halbier* "
            "verschlechter* "
            "kürz* gekürzt weniger",
        ),
        "more or less": ("mehrheit meisten über", "minderheit wenigsten unter"),
        "for or against": (
            "befürwort* unterstütz* zugestimmt zustimm* stimmte für gebilligt bestätigt*",
            "ablehn* lehnt* abgelehnt gegen verweiger* zurückgewiesen dementier* bestreitet bestritt",
        ),
        "allowed or forbidden": (
            "erlaub* zugelassen zulass* genehmig* legal legalisier*",
            "verbot* verbiet* untersag* illegal",
        ),
        "caused or prevented": (
            "verursach* auslös* ausgelöst führt führen",
            "schütz* verhinder* heilt heilen vorbeug*",
        ),
        "safe or dangerous": ("sicher ungefährlich harmlos gesund", "gefährlich schädlich giftig unsicher ungesund"),
        "won or lost": (
            "gewann* gewonnen gewinnt gewinnen sieg siegt*",
            "verlor* verloren verliert verlieren niederlage",
        ),
        "open or closed": ("offen öffne* eröffn* geöffnet", "geschlossen schließ* schloss*"),
        "before or after": ("vor bevor", "nach nachdem"),
        "guilty or not": ("schuldig verurteilt", "unschuldig freigesprochen freispruch"),
        "largest or smallest": ("größte* beste* älteste*", "kleinste* schlechteste* jüngste*"),
        "buying or selling": ("kauft* kaufen gekauft import*", "verkauf* export*"),
        "hired or dismissed": ("eingestellt stellt ernannt geschaffen", "entlass* entlässt gefeuert gestrichen"),
        "joined or left": ("beitritt* beigetreten beitreten", "austritt* ausgetreten verlässt verlassen verließ"),
        "north or south": ("nord* nörd*", "süd*"),
        "east or west": ("osten ost* östlich*", "westen west*"),
        "men or women": ("männer* mann jungen", "frauen frau mädchen"),
        "alive or dead": ("überlebt* überleben", "tot getötet* gestorben starb*"),
        "true or false": ("wahr echt", "falsch gefälscht"),
        "start or end": ("begann beginnt begonnen start*", "endet* beendet*"),
        "rich or poor": ("reich reiche* reichen", "arm arme ärmer*"),
    },
    "fr": {
        "up or down": (
            "augment* hausse monté monte grimp* accru* croissance progress* élevé doublé triplé améliore* plus",
            "baiss* diminu* chut* recul* rédui* réduction inférieur* effondr* moins",
        ),
        "more or less": ("majorité dessus", "minorité dessous"),
        "for or against": (
            "soutien* soutenu* appuie* approuv* accept* favorable* adopt* confirm*",
            "rejet* contre refus* oppos* dément* nie",
        ),
        "allowed or forbidden": ("autoris* permet* permis légal légalis*", "interdi* illégal* prohib*"),
        "caused or prevented": ("caus* provoqu* entraîn*", "empêch* protèg* protég* guéri* prévien*"),
        "safe or dangerous": ("sûr sûre sûrs sûres inoffensi*", "dangereu* nocif* toxique*"),
        "won or lost": ("gagn* remport* victoire", "perd perdu* perdent défaite"),
        "open or closed": ("ouv* rouv*", "ferm*"),
        "before or after": ("avant", "après"),
        "guilty or not": ("coupable* condamn*", "innocent* acquitt* relaxé"),
        "largest or smallest": ("grand grande meilleur*", "petit petite pire"),
        "buying or selling": ("achète* acheté* achat* import*", "vend* vente* export*"),
        "hired or dismissed": ("embauch* nommé* recrut* créé*", "licenci* renvoy* supprim*"),
        "joined or left": ("rejoint adhér* adhésion", "quitt* sortie"),
        "north or south": ("nord", "sud"),
        "east or west": ("est-de", "ouest"),
        "men or women": ("hommes homme garçon*", "femme* fille*"),
        "alive or dead": ("surv*", "mort* tué*"),
        "true or false": ("vrai vraie", "faux fausse"),
        "start or end": ("commenc* débute* début", "arrêt* termin*"),
        "rich or poor": ("riche*", "pauvre*"),
    },
    "es": {
        "up or down": (
            "aument* sube suben subió subieron subid* crec* incremen* alza disparó mayor máxim* duplic* mejor* más",
            "bajó baja bajan bajaron bajad* cayó cae caen caído cayeron disminu* descen* redu* menor mínim* empeor* "
            "recort* menos",
        ),
        "more or less": ("mayoría encima", "minoría debajo"),
        "for or against": ("apoy* respald* aprob* acept* favor confirm*", "rechaz* contra niega negó opon* opus*"),
        "allowed or forbidden": ("permit* autoriz* legal legaliz*", "prohíb* prohib* ilegal* vet*"),
        "caused or prevented": ("causa causan causó provoc*", "previen* protege* cura curan evita*"),
        "safe or dangerous": ("segur* inofensiv*", "peligros* dañin* tóxic*"),
        "won or lost": ("gana ganan ganó ganaron victoria", "pierd* perdi* derrota*"),
        "open or closed": ("abr* abiert* reabr*", "cerr* cierr*"),
        "before or after": ("antes", "después tras"),
        "guilty or not": ("culpable* condenad*", "inocente* absuelt* absolv*"),
        "largest or smallest": ("grande mejor", "pequeñ* peor"),
        "buying or selling": ("compr* import*", "vend* venta* export*"),
        "hired or dismissed": ("contrat* nombr* cre*", "despid* desped* destru*"),
        "joined or left": ("ingres* unió", "abandon* sale salió salir"),
        "north or south": ("norte", "sur"),
        "east or west": ("este-de oriente", "oeste"),
        "men or women": ("hombre* niños chicos", "mujer* niñas chicas"),
        "alive or dead": ("sobreviv*", "muert* muri*"),
        "true or false": ("verdader*", "fals*"),
        "start or end": ("empez* empieza comenz* comienza", "termin* acab*"),
        "rich or poor": ("rico ricos rica ricas", "pobre*"),
    },
}


@cache
def _ends(language: str) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    return [(axis, _any_of(one), _any_of(other)) for axis, (one, other) in _AXES[language].items()]


def _any_of(words: str) -> re.Pattern[str]:
    alternatives = [rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else re.escape(word) for word in words.split()]
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


@lru_cache(maxsize=1024)  # a sentence is compared with many others
def ends_in(text: str, language: str) -> dict[str, tuple[int, str]]:
    """For each axis on which `text` speaks for one end only: which (1 or -1), and by which word."""
    found = {}
    for axis, one, other in _ends(language):
        here, there = one.search(text), other.search(text)
        if bool(here) != bool(there):
            word = here or there
            found[axis] = (1 if here else -1, word[0] if word else "")
    return found
