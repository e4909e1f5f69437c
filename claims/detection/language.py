"""The language of a text, as far as script, letters and common words tell it: a two-letter code, or "" when unsure."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

LANGUAGES = tuple(sorted(one.parent.name for one in Path(__file__).parent.glob("[a-z][a-z]/reader.py")))
_UNSURE = "en"  # read what is too short or too mixed to tell as English
_READ = 20_000  # code points of a long text that are looked at
_SURE = 1.3  # times as many points as the second best
_SURE_LENGTH, _SURE_POINTS = 80, 3.0  # code points and points from which a text can be surely not English

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("pa", re.compile(r"[\u0a00-\u0a7f]")),
    ("gu", re.compile(r"[\u0a80-\u0aff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("te", re.compile(r"[\u0c00-\u0c7f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_OF_SCRIPT = {  # letters by which languages of one script part, the most telling first
    "ru": (("uk", "іїєґІЇЄҐ"), ("sr", "ђјљњћџЂЈЉЊЋЏ"), ("ru", "ыэёЫЭЁ"), ("bg", "ъЪ")),
    "ar": (("ur", "ٹڈڑںےہھ"), ("fa", "پچژگکی")),
}
_COMMON = {
    "en": """the of and to in is was that for it with as on be at by this are from or had have has an they which
    not but were he she his her their its who will would said says after over been more than about there
    what when we you i won’t don't won't new us how why no all one two year years people against could
    into out up prime minister president government police report first last if can do did only other also
    my our your because between hits calls wins cuts rises falls unemployment inflation election prices
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    october""",
    "de": """der die das und ist nicht ein eine einen einem einer den dem des zu mit auf für von im sich auch es an
    als nach wie bei oder wird wurde werden hat haben hatte sind war noch nur über um aus am durch dass
    sie er wir ich aber vor zum zur bis mehr kein keine seit gegen unter sein ihre seine stadt gibt montag
    dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober
    dezember""",
    "fr": """le la les des et est un une du dans que qui pour pas sur au aux avec ce cette ces il elle ils par plus
    ne se sont ont a été être avait mais ou où nous vous leur leurs son sa ses d’un d’une à en de comme
    selon après depuis contre entre sans sous très aussi fait lundi mardi mercredi jeudi vendredi samedi
    dimanche janvier février mars avril mai juin juillet août septembre octobre""",
    "es": """el la los las de y que en un una es por con para no se del al lo como más pero sus su le ha han fue
    son está este esta entre sobre también desde hasta según años año tras sin muy contra cuando ya o ser
    había mil presidente a lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril
    mayo junio julio agosto septiembre octubre""",
    "pt": """o a os as de e que em um uma do da dos das não se por com para no na nos nas ao à mais mas como foi
    são está seu sua ou também até pelo pela entre sobre já após anos ano quando muito sem ser tem contra
    segundo segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio junho
    julho agosto setembro outubro""",
    "it": """il lo la gli le i di e che in un una è per non con del della dei delle nel nella al alla si da sono ha
    hanno ma come più anche dal dalla questo questa tra fra dopo anni anno stato stata contro secondo
    quando suo sua ed o perché lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio
    marzo aprile maggio giugno luglio agosto""",
    "nl": """de het een en van is in dat op te zijn met voor niet aan er om die ook als bij naar uit over nog maar
    door hij zij ze wordt werd worden heeft hebben was waren dan tot meer geen deze dit onder tegen
    volgens na jaar af maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart
    mei juni juli augustus""",
    "pl": """i w na z do nie się że to jest o jak za od po przez dla ale są był była było oraz ich jego jej przy
    tym który która które już tylko także może czy lat roku wobec według poniedziałek wtorek środę
    czwartek piątek sobotę niedzielę stycznia lutego marca kwietnia maja czerwca lipca sierpnia""",
    "sv": """och i att det en ett som är på av för med den till inte har de om han hon var sig från men ut så vid
    kan eller efter också under mellan år skulle hade blev mot enligt sin sitt när måndagen tisdagen
    onsdagen torsdagen fredagen lördagen söndagen måndag tisdag onsdag torsdag fredag januari februari
    mars maj juni juli augusti""",
    "da": """og i at det en et som er på af for med den til ikke har de om han hun var sig fra men ud så ved kan
    eller efter også under mellem år skulle havde blev mod ifølge sin sit når blevet hvor nogle meget
    mandag tirsdag onsdag torsdag fredag lørdag søndag januar februar marts maj juni juli""",
    "no": """og i at det en et som er på av for med den til ikke har de om han hun var seg fra men ut så ved kan
    eller etter også under mellom år skulle hadde ble mot ifølge sin sitt når blitt hvor noen mye mandag
    tirsdag onsdag torsdag fredag lørdag søndag januar februar mars mai juni juli""",
    "fi": """ja on ei että se oli hän ovat mutta myös kun tai joka jotka sen ole kuin niin olla mukaan vuonna jo
    sekä hänen nyt vain kanssa ennen jälkeen noin mitä tämä maanantaina tiistaina keskiviikkona torstaina
    perjantaina lauantaina sunnuntaina tammikuussa toukokuussa""",
    "cs": """a v na se že je z do to za by k pro po ale jako jsou od byl byla bylo podle který která které už také
    má jeho její při nebo až ve před tím není let roku pondělí úterý středu čtvrtek pátek sobotu neděli
    ledna února března dubna května června července srpna""",
    "ro": """și în de la cu pe nu o un să se este din care pentru mai că a au fost sunt sau dar prin după ca al ale
    lui ei fi acest această între până când ani anul împotriva luni marți miercuri joi vineri sâmbătă
    duminică ianuarie februarie martie aprilie iunie iulie""",
    "tr": """ve bir bu da de için ile çok daha olarak olan olduğu gibi en ne kadar var yok sonra ancak göre ama
    değil tarafından yeni dedi etti oldu ediyor günü her iki pazartesi salı çarşamba perşembe cuma
    cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz""",
    "hu": """a az és hogy nem is egy ez azt volt meg de van csak már még mint vagy el ki után szerint lesz pedig
    ezt kell lehet ő aki amely között több minden év hétfőn kedden szerdán csütörtökön pénteken szombaton
    vasárnap január február március április május""",
    "id": """yang dan di ke dari untuk dengan pada tidak ini itu adalah dalam akan oleh juga telah karena mereka
    ada sebagai hari lebih atau bisa saat setelah tahun orang menteri presiden senin selasa rabu kamis
    jumat sabtu minggu januari februari maret mei juni juli agustus""",
    "vi": """và của là không có được cho trong một những với các người này đã từ ở hôm thứ năm""",
    "sw": """ya na wa kwa ni katika za la cha kuwa hii siku pia kama alisema watu baada hiyo yake mkuu waziri nchi
    zaidi jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili""",
}
_LETTERS = {
    "de": "äöüß",
    "fr": "éèêàçùûîôœ",
    "es": "ñóáíéú¿¡",
    "pt": "ãõçáéíóâêô",
    "it": "èàòùì",
    "nl": "ë",
    "pl": "ąćęłńśźżó",
    "sv": "åäö",
    "da": "æøå",
    "no": "æøå",
    "fi": "äö",
    "cs": "ěščřžýůďťň",
    "ro": "ăâîșțşţ",
    "tr": "ğışçöü",
    "hu": "őűáéíóöü",
    "vi": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
_ENDINGS = {
    "en": ("ing", "tion", "ment", "ed", "ly", "ness"),
    "de": ("ung", "lich", "keit", "isch", "ten"),
    "fr": ("eux", "ment", "tion", "ées", "aient"),
    "es": ("ción", "dad", "ado", "idos", "ó"),
    "pt": ("ção", "dade", "ões", "ado", "ão"),
    "it": ("zione", "mente", "ità", "ato", "ano"),
    "nl": ("ijk", "lijk", "ing", "eren", "heid"),
    "pl": ("ego", "ych", "owa", "ania", "ści"),
    "sv": ("ningen", "erna", "arna", "het", "isk"),
    "da": ("ingen", "erne", "hed", "else"),
    "no": ("ingen", "ene", "het", "else"),
    "fi": ("ssa", "sta", "lla", "nen", "eri", "ään", "ana", "isti"),
    "cs": ("ého", "ých", "ost", "ová", "ním"),
    "ro": ("ului", "ilor", "ele", "ează", "ție"),
    "tr": ("lar", "ler", "ması", "inde", "yor", "ti", "dı"),
    "hu": ("nak", "nek", "ban", "ben", "ság", "ség"),
    "id": ("kan", "nya", "an"),
    "sw": ("isha", "ini", "ilia"),
}


def language_of(text: str) -> str:
    """Two-letter code of the language that most of the text is in; "" where nothing tells, or two tell alike."""
    sample = text[:_READ]
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS}
    latin = len(_LATIN.findall(sample))
    script, most = max(counts.items(), key=lambda one: one[1])
    if counts["ja"] and counts["ja"] + counts["zh"] > latin:
        return "ja"
    if most > latin:
        return _parted(script, sample)
    return _voted(sample) if latin else ""


def reading_language(text: str) -> str:
    """Which of ``LANGUAGES`` to read the text in; "" where it is long enough to judge and surely in none of them."""
    found = language_of(text)
    if found in LANGUAGES:
        return found
    if not found or len(text) < _SURE_LENGTH:
        return _UNSURE
    points = _points(text[:_READ])
    surely = found not in points or points[found] >= max(_SURE_POINTS, 2 * max(points.get(one, 0) for one in LANGUAGES))
    return "" if surely else _UNSURE


def _parted(script: str, sample: str) -> str:
    for language, letters in _OF_SCRIPT.get(script, ()):
        if any(letter in sample for letter in letters):
            return language
    return script


@cache
def _votes() -> dict[str, dict[str, float]]:
    """For each common word the languages that have it, each with its share of one vote."""
    found: dict[str, list[str]] = {}
    for language, listed in _COMMON.items():
        for word in sorted(set(listed.split())):
            found.setdefault(word, []).append(language)
    return {word: dict.fromkeys(languages, 1 / len(languages) ** 0.5) for word, languages in found.items()}


def _voted(sample: str) -> str:
    points = _points(sample)
    first, second = sorted(points, key=lambda one: -points[one])[:2]
    return first if points[first] > 0 and points[first] >= _SURE * points[second] else ""


def _points(sample: str) -> dict[str, float]:
    points = dict.fromkeys(_COMMON, 0.0)
    for word, times in Counter(_WORD.findall(sample.lower().replace("'", "’"))).items():
        for language, share in _votes().get(word, {}).items():
            points[language] += share * times
        for language, endings in _ENDINGS.items():
            if len(word) > 4 and word.endswith(endings):
                points[language] += 0.35 * times
        for language, letters in _LETTERS.items():
            if not word.isascii() and any(letter in letters for letter in word):
                points[language] += 0.4 * times
    return points
