"""The small words by which two sentences are compared, in English, German, French and Spanish."""

from __future__ import annotations

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES = ("en", "de", "fr", "es")

# By these a sentence's language is told, and none of them counts as a word that two sentences share.
SMALL_WORDS = {
    "en": _words("""
        a an the and or but if of to in on at by for from with as is are was were be been being it its this that
        these those he she they we you i his her their our your have has had do does did will would can could should
        may might must than then there which who whom whose what when where while about into over after before under
        more most some such only also very just all any both each other own same so too not no nor said says say
        according s t
    """),
    "de": _words("""
        der die das den dem des ein eine einen einem einer eines und oder aber wenn von zu in im an am auf bei für
        mit aus als ist sind war waren wird werden wurde wurden sein seine seinen ihr ihre es er sie wir ich dies
        diese dieser dieses hat haben hatte hatten kann können soll sollte muss dass daß nach vor um über unter mehr
        zum zur vom beim auch nur sehr alle sich nicht kein keine noch schon man laut
    """),
    "fr": _words("""
        le la les l un une des du de d et ou mais si à au aux en dans sur par pour avec comme est sont était étaient
        été être il elle ils elles on nous vous je ce cet cette ces qui que qu quoi dont où son sa ses leur leurs a
        ont avait ne n pas plus se s y selon après avant depuis entre sous aussi très tout tous toute toutes
    """),
    "es": _words("""
        el la los las un una unos unas de del y e o u pero si a al en con por para como es son era eran fue fueron
        ser sido está están él ella ellos ellas su sus se lo le les que qué quien cuyo donde cuando ha han había hay
        este esta estos estas ese esa no más muy también según después antes desde entre sobre todo todos toda todas
    """),
}  # fmt: skip

NEGATIONS = {
    "en": re.compile(r"\b(?:not|\w+n['’]t|cannot|never|nobody|none|neither|nor|without|nothing|no)\b", re.IGNORECASE),
    "de": re.compile(r"\b(?:nicht|nichts|kein\w*|nie|niemals|niemand\w*|weder|ohne|nirgends)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:ne|pas|jamais|aucune?|sans|ni|rien|personne)\b|\bn['’]", re.IGNORECASE),
    "es": re.compile(r"\b(?:no|nunca|jamás|sin|ni|nada|nadie|ningún|ninguna?|tampoco)\b", re.IGNORECASE),
}
# Words that look like a negation and deny nothing.
NO_NEGATIONS = {
    "en": re.compile(
        r"\b(?:no (?:more|less|fewer|later|longer) than|not only|not least|no doubt|no\. ?\d+|number \d+|if not)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(r"\b(?:nicht nur|nicht zuletzt|nicht mehr als|nicht weniger als|ohne zweifel)\b", re.IGNORECASE),
    "fr": re.compile(
        r"\b(?:ne (?:\w+ )?que|pas seulement|pas moins de|pas plus de|sans doute|une personne|personnes)\b"
        r"|\bn['’]\w+ que\b|\bla personne\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"\b(?:no (?:sólo|solo|solamente)|no (?:más|menos) de|sin duda|sin embargo)\b", re.IGNORECASE),
}

NUMBERS = {
    "en": """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty
    """,
    "de": """
        null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn
        siebzehn achtzehn neunzehn zwanzig
    """,
    "fr": """
        zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-
        huit dix-neuf vingt
    """,
    "es": """
        cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
        diecisiete dieciocho diecinueve veinte
    """,
}  # fmt: skip
TENS = {
    "en": {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    "de": {"dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90},
    "fr": {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingts": 80},
    "es": {"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90},
}
DOZENS = {"dozen": 12, "dutzend": 12, "douzaine": 12, "docena": 12}
ONES = frozenset(
    ["a", "an", "one", "ein", "eine", "einem", "einen", "einer", "eins", "un", "une", "uno", "una"]
)  # numbers before a scale or a part only

SCALES = {
    "en": {"hundred": 2, "thousand": 3, "k": 3, "million": 6, "millions": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9,
           "billions": 9, "trillion": 12, "tn": 12},
    "de": {"hundert": 2, "tausend": 3, "million": 6, "millionen": 6, "mio": 6, "milliarde": 9, "milliarden": 9,
           "mrd": 9,
           "billion": 12, "billionen": 12},
    "fr": {"cent": 2, "cents": 2, "mille": 3, "million": 6, "millions": 6, "milliard": 9, "milliards": 9},
    "es": {"cien": 2, "mil": 3, "millón": 6, "millones": 6, "billón": 12, "billones": 12},
}  # fmt: skip

PARTS = {  # of a whole: what stands for one of so many
    "half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10,
    "hälfte": 2, "halb": 2, "drittel": 3, "viertel": 4, "fünftel": 5, "zehntel": 10,
    "moitié": 2, "tiers": 3, "quart": 4, "quarts": 4, "cinquième": 5, "cinquièmes": 5, "dixième": 10,
    "mitad": 2, "tercio": 3, "tercios": 3, "cuarto": 4, "cuartos": 4, "quinta": 5, "quinto": 5, "décima": 10,
}  # fmt: skip
WHOLE_PARTS = frozenset(["half", "hälfte", "moitié", "mitad"])  # these need no number before them
TIMES = {
    "doubled": 2, "double": 2, "doubles": 2, "doubling": 2, "twice": 2, "twofold": 2, "tripled": 3, "triple": 3,
    "threefold": 3,
    "quadrupled": 4, "verdoppelt": 2, "verdoppelte": 2, "doppelt": 2, "verdreifacht": 3, "verdreifachte": 3,
    "doublé": 2, "triplé": 3, "duplicado": 2, "duplicó": 2, "duplicaron": 2, "doble": 2, "triplicado": 3, "triplicó": 3,
}  # fmt: skip

UNITS = {  # a word behind a number, and what it counts: things of one kind are compared with each other
    **dict.fromkeys(("%", "percent", "pct", "prozent", "ciento"), "%"),
    **dict.fromkeys(("€", "euro", "euros", "eur"), "EUR"),
    **dict.fromkeys(("$", "dollar", "dollars", "usd", "dólar", "dólares", "us-dollar"), "USD"),
    **dict.fromkeys(("£", "pound", "pounds", "gbp", "pfund", "livres", "libras"), "GBP"),
    **dict.fromkeys(
        ("km", "kilometre", "kilometres", "kilometer", "kilometers", "kilometern", "kilomètres", "kilómetros"), "km"
    ),
    **dict.fromkeys(("metre", "metres", "meter", "meters", "metern", "mètres", "metros", "m²"), "m"),
    **dict.fromkeys(("mile", "miles", "meilen", "millas"), "mi"),
    **dict.fromkeys(("kg", "kilogram", "kilograms", "kilogramm", "kilo", "kilos", "kilogrammes", "kilogramos"), "kg"),
    **dict.fromkeys(("tonne", "tonnes", "tons", "ton", "tonnen", "toneladas"), "t"),
    **dict.fromkeys(("litre", "litres", "liter", "liters", "litern", "litros"), "l"),
    **dict.fromkeys(("gallon", "gallons"), "gal"),
    **dict.fromkeys(("°c", "celsius"), "°C"),
    **dict.fromkeys(("°f", "fahrenheit"), "°F"),
    **dict.fromkeys(("year", "years", "jahr", "jahre", "jahren", "an", "ans", "années", "año", "años"), "year"),
    **dict.fromkeys(("month", "months", "monat", "monate", "monaten", "mois", "mes", "meses"), "month"),
    **dict.fromkeys(("week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"), "week"),
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días"), "day"),
    **dict.fromkeys(("hour", "hours", "stunde", "stunden", "heure", "heures", "hora", "horas"), "hour"),
    **dict.fromkeys(("minute", "minutes", "minuten", "minuto", "minutos"), "minute"),
    **dict.fromkeys(("megawatt", "megawatts", "mw"), "MW"),
    **dict.fromkeys(("gigawatt", "gigawatts", "gw"), "GW"),
    **dict.fromkeys(("times", "mal", "fois", "veces"), "times"),
}  # fmt: skip
POINTS = frozenset(["points", "prozentpunkte", "prozentpunkten", "puntos"])
KINDS = {  # which units measure the same thing, and how many of the smallest each is; None: they are not converted
    **dict.fromkeys(("EUR", "USD", "GBP"), ("money", None)),
    "%": ("share", None), "points": ("share", None),
    "m": ("length", 1.0), "km": ("length", 1000.0), "mi": ("length", 1609.344),
    "kg": ("mass", 1.0), "t": ("mass", 1000.0),
    "l": ("volume", 1.0), "gal": ("volume", 3.785),
    "°C": ("temperature", None), "°F": ("temperature", None),
    "minute": ("time", 1 / 1440), "hour": ("time", 1 / 24), "day": ("time", 1.0), "week": ("time", 7.0),
       "month": ("time", 30.44), "year": ("time", 365.25),
    "MW": ("power", 1.0), "GW": ("power", 1000.0),
}  # fmt: skip
SPANS = {"decade": 10, "century": 100, "jahrzehnt": 10, "jahrhundert": 100, "décennie": 10, "siècle": 100, "década": 10,
         "siglo": 100, "half-century": 50}  # fmt: skip
RATES = {
    **dict.fromkeys(("second", "sekunde", "seconde", "segundo"), "second"),
    **dict.fromkeys(("hour", "stunde", "heure", "hora"), "hour"),
    **dict.fromkeys(("day", "tag", "jour", "día"), "day"),
    **dict.fromkeys(("week", "woche", "semaine", "semana"), "week"),
    **dict.fromkeys(("month", "monat", "mois", "mes"), "month"),
    **dict.fromkeys(("year", "jahr", "an", "année", "año"), "year"),
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year", "täglich": "day",
       "wöchentlich": "week", "monatlich": "month", "jährlich": "year",
}  # fmt: skip
RATE = re.compile(
    r"\b(?:per|every|each|pro|par|al|cada|a|an|chaque)\s+(" + "|".join(RATES) + r")\b"
    r"|\b(daily|weekly|monthly|yearly|annually|täglich|wöchentlich|monatlich|jährlich)\b",
    re.IGNORECASE,
)
HEDGES = re.compile(
    r"\b(?:about|around|some|roughly|nearly|almost|approximately|over|more than|close to|up to|at least|rund|etwa|"
    r"circa|ca|fast|"
    r"knapp|mehr als|über|gut|environ|près de|presque|plus de|quelque|cerca de|casi|unos|unas|más de|alrededor de)\s*$",
    re.IGNORECASE,
)

MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan feb mar apr - jun jul aug sept oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
}
NO_MONTHS = frozenset(
    ["may", "march", "mar", "mars"]
)  # other words too, unless written with a capital inside a sentence
DAYS = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miércoles jueves viernes sábado domingo",
    )
    for number, name in enumerate(names.split(), start=1)
}
ORDINALS = {
    name: number
    for names in (
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
        "ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten",
        "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
        "première seconde",
        "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo",
        "primera segunda tercera cuarta - sexta séptima octava novena",
    )
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
}


@lru_cache(maxsize=1024)  # a sentence is compared with many others
def language_of(text: str) -> str:
    """Which of `LANGUAGES` most of the small words in `text` are of; English where nothing tells."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in small for word in words) for language, small in SMALL_WORDS.items()}
    return max(LANGUAGES, key=lambda language: counts[language])
