"""Claim sentences for the bench: of parts and many names, so that some are alike and most are not."""

from random import Random

SUBJECTS = (
    "{Place}", "{Name}", "The council of {place}", "{People} in {place}", "Every {nth} of the {people} of {place}",
    "A report by {name}", "The mayor of {place}", "No city but {place}", "The ministry in {place}",
    "{Name} of {place}", "The union of {people}", "{Count} of the {buildings} in {place}",
    "The company {place} {city}", "The treasurer, {name},", "Whoever lives in {place}", "The court in {place}",
    "{Name}, who leads the opposition,", "The {people}’ fund", "The province of {place}",
    "Half of the {people} there", "The operator of {thing}", "A law of {year}",
)  # fmt: skip
PREDICATES = (
    "spent {figure} million crowns on {thing}", "closed {count} {buildings}",
    "lost {share} percent of the {people}", "voted {count} times against {thing}",
    "pays {share} percent less for {thing}", "built {figure} {buildings} too few",
    "waits {months} months for {thing}", "counted {figure} {people} without {thing}",
    "sold {thing} for {figure} crowns", "took {figure} {people} in", "promised {count} new {buildings}",
    "owes {figure} million crowns for {thing}", "burned {figure} tonnes of waste beside {thing}",
    "hired {count} {people}", "let {share} percent of {thing} decay",
    "raised the price of {thing} by {share} percent", "moved {people} out of {count} {buildings}",
    "never paid for {thing}", "keeps {thing} open for {count} hours a week", "gave {people} {figure} crowns each",
    "forbade {thing} to {people}", "measured {count} times more lead near {thing}",
    "borrowed {figure} million from {city}", "runs on {thing} alone", "had {figure} visitors at {thing}",
    "inspected {share} percent of the {buildings}", "doubled what {people} earn",
)  # fmt: skip
TAILS = (
    "in {year}", "since {year}", "within {months} months", "according to {name}", "more than {city} did",
    "before the vote in {month}", "after the flood of {year}", "without asking {name}", "for the {nth} time",
    "last year", "between {year} and {later}", "under {name}", "although {city} had warned",
    "at the expense of {people}", "by {month}", "as {name} said on the radio", "in spite of {thing}",
    "every {month}", "to please {people}", "and told nobody",
)  # fmt: skip
THINGS = (
    "the harbour wall", "school meals", "the night bus", "clean water", "the tram line", "street lighting",
    "a swimming pool", "the flood gates", "waste water", "heating oil", "the ferry", "rented flats",
    "the hospital wing", "solar panels", "drinking water", "the ring road", "broadband", "the theatre", "diesel",
    "the archive", "wheat", "cement", "timber", "fish meal", "the bridge of 1911", "child care", "sick pay",
    "the library van", "unpaid leave", "dental care", "a second car", "the customs house", "copper wire",
    "noise barriers", "the town hall clock",
)  # fmt: skip
PEOPLE = (
    "nurses", "teachers", "dockers", "pensioners", "apprentices", "tenants", "bakers", "drivers", "farmers",
    "students", "widows", "carpenters", "refugees", "cyclists", "landlords", "police officers", "fishermen",
    "clerks", "doctors", "shop owners", "children under six", "migrant workers", "part-time staff",
    "first-time buyers", "volunteers",
)  # fmt: skip
BUILDINGS = (
    "schools", "libraries", "quays", "clinics", "shelters", "police stations", "kindergartens", "bakeries",
    "bridges", "churches", "swimming pools", "bus depots", "car parks", "surgeries", "post offices", "warehouses",
    "playgrounds",
)  # fmt: skip
MONTHS = ("January", "March", "April", "June", "August", "October", "December")
NTH = ("third", "fourth", "sixth", "tenth", "second")
SYLLABLES = (
    "al", "ber", "cor", "dun", "el", "fen", "gar", "hol", "il", "jor", "kel", "lan", "mer", "nor", "os", "pel",
    "quin", "ros", "sel", "tar", "ul", "ven", "wes", "yar", "zan", "brandt", "more", "ric", "stad", "vik", "wick",
    "by", "ton",
)  # fmt: skip


def sentence(chance: Random) -> str:
    """A claim of some 40 to 130 characters: grammatical enough to be cut into words and trigrams like a real one."""
    place, name, people, year = (
        _word(chance),
        f"{_word(chance)} {_word(chance)}",
        chance.choice(PEOPLE),
        chance.randint(1990, 2024),
    )
    words = {
        "place": place, "Place": place, "city": _word(chance), "name": name, "Name": name, "people": people,
        "People": people.capitalize(), "thing": chance.choice(THINGS), "buildings": chance.choice(BUILDINGS),
        "figure": chance.randint(2, 9000), "share": chance.randint(2, 98), "year": year, "later": year + 2,
        "months": chance.randint(2, 40), "count": (count := chance.randint(2, 90)), "Count": count,
        "nth": chance.choice(NTH), "month": chance.choice(MONTHS),
    }  # fmt: skip
    pattern = " ".join(map(chance.choice, (SUBJECTS, PREDICATES, TAILS)))
    return f"{pattern.format(**words)}."


def _word(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).capitalize()
