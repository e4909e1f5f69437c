"""What the demo newsroom did with some of its claims: invented reviews of invented claims."""

from dataclasses import dataclass, field

from reviews.media import Facts, Place


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of evidence."""

    url: str
    title: str
    stance: str
    quote: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict as its reviewer wrote it."""

    rating: str
    headline: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Translated:
    """A fact-check's words in a further language."""

    language: str
    headline: str
    claim: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Story:
    """How far one claim came. `article` is the beginning of a file's name, `words` stand in the claim's quote.

    `until` is the last state its review reached; empty for a claim that was accepted and waits for a reviewer.
    """

    article: str
    words: str
    until: str = ""
    claim: str = ""
    claimant: str = ""
    reviewer: str = "rosa"
    sources: tuple[Source, ...] = ()
    media: tuple[Facts, ...] = ()
    finding: Finding | None = None
    note: str = ""
    correction: Finding | None = field(default=None)
    translations: tuple[Translated, ...] = ()


STORIES = (
    Story(
        article="01",
        words="Our debt stands at 1,840 crowns per resident",
        until="published",
        claim="Port Almery’s debt stands at 1,840 crowns per resident, the lowest of any city on the coast.",
        claimant="Helene Tarvik",
        sources=(
            Source(
                "https://treasury.almery.example/report-2025",
                "City treasurer’s report for 2025",
                "context",
                "The city owed 394 million crowns at the end of the year. Municipal companies are not included.",
                "The figure divides to 1,840 crowns for each of some 214,000 residents.",
            ),
            Source(
                "https://harbour.almery.example/accounts-2025",
                "Annual accounts of the harbour company, 2025",
                "refutes",
                "Loans taken up in the year: 96 million crowns, guaranteed by the city.",
            ),
            Source(
                "https://statistics.almery.example/coastal-cities-debt",
                "Debt of coastal cities, Regional Statistics Office",
                "refutes",
                "Kesten 2,050; Port Almery 2,290; Brannick 2,410 (crowns per resident, with municipal companies).",
                "The office counts municipal companies for every city, and Kesten owes less.",
            ),
        ),
        finding=Finding(
            "Mostly false",
            "Counting the harbour, Port Almery does not owe the least on the coast",
            "The mayor’s figure is right **for the city’s own books**: 394 million crowns shared by some 214,000 "
            "residents are 1,840 crowns a head.\n\nThe comparison is not. The loans of municipal companies are missing "
            "from it, and the city answers for them. The Regional Statistics Office includes them for every city on "
            "the coast; then Port Almery stands at 2,290 crowns and *Kesten* owes the least.\n\n"
            "- Own books only: 1,840 crowns\n- With municipal companies: 2,290 crowns\n- Kesten, counted alike: 2,050 crowns",
        ),
    ),
    Story(
        article="07",
        words="the air along Quay Street is cleaner than at any time",
        until="published",
        claim="The air along Quay Street in Port Almery is cleaner than at any time since measurements began.",
        claimant="Ruben Thale",
        reviewer="ravi",
        sources=(
            Source(
                "https://environment.almery.example/air/quay-street",
                "Air quality at Quay Street, city environment office",
                "refutes",
                "Summer means of nitrogen dioxide: 2020: 22, 2023: 29, 2025: 27, 2026: 24 micrograms per cubic metre.",
            ),
        ),
        media=(
            Facts(
                "image",
                "A chart of the nitrogen dioxide on Quay Street that falls from year to year",
                ("edited",),
                "https://environment.almery.example/air/quay-street",
                "The chart is the environment office’s own, from its yearly report. There it begins in 2018 and shows the "
                "low value of 2020 as well; in the picture that was shared, the years before 2023 are cut off.",
                (
                    Place(
                        "https://social.example/thale/114",
                        archived_url="https://archive.example/thale-114",
                        description="Posted by Ruben Thale with the words “Cleaner than ever!”",
                    ),
                    Place("https://almery-now.example/quay-street-air", description="Shown above the article"),
                ),
            ),
        ),
        finding=Finding(
            "False",
            "Quay Street’s air was cleaner in 2020 than it is now",
            "The city’s own station measured 24 micrograms of nitrogen dioxide per cubic metre over the summer. In 2020 "
            "it was 22. The air has become better since the tram opened a year ago, but it is not the cleanest on record.",
        ),
        translations=(
            Translated(
                "de",
                "Die Luft an der Quay Street war 2020 sauberer als heute",
                "Die Luft an der Quay Street in Port Almery ist sauberer als je zuvor seit Beginn der Messungen.",
                "Die Messstation der Stadt maß über den Sommer 24 Mikrogramm Stickstoffdioxid je Kubikmeter. 2020 waren es "
                "22. Die Luft ist besser geworden, seit vor einem Jahr die Straßenbahn eröffnet wurde, aber sie ist nicht "
                "die sauberste seit Beginn der Messungen.",
            ),
            Translated(
                "fr",
                "L’air de Quay Street était plus pur en 2020 qu’aujourd’hui",
                "L’air de Quay Street à Port Almery est plus pur que jamais depuis le début des mesures.",
                "La station de la ville a mesuré durant l’été 24 microgrammes de dioxyde d’azote par mètre cube. En 2020, "
                "c’étaient 22. L’air s’est amélioré depuis l’ouverture du tramway il y a un an, mais il n’est pas le plus "
                "pur jamais mesuré.",
            ),
        ),
    ),
    Story(
        article="08",
        words="2,000 ballots had gone missing",
        until="published",
        claim="2,000 postal ballots went missing at the city election of 2022.",
        claimant="Casper Reinholm",
        sources=(
            Source(
                "https://elections.almery.example/final-report-2022",
                "Final report on the city election of 2022",
                "refutes",
                "Of 39,412 postal ballots sent out, 2,067 were not returned by their voters.",
            ),
            Source(
                "https://courts.almery.example/2023-05-election-complaint",
                "Decision on the complaint about the count, May 2023",
                "refutes",
                "No ballot that reached the office was left uncounted.",
            ),
        ),
        finding=Finding(
            "False",
            "No postal ballots went missing in 2022: they were never sent back",
            "The number comes from the electoral office’s report, but it means something else. It counts voters who "
            "asked for a postal ballot and **did not return it**. A court looked into the count in 2023 and found every "
            "ballot that arrived to have been counted.",
        ),
    ),
    Story(
        article="09",
        words="every household would pay 300 crowns more a year",
        until="corrected",
        claim="Without wind power, every household in the region would pay 300 crowns more a year.",
        claimant="Maren Tjel",
        reviewer="ravi",
        sources=(
            Source(
                "https://polytechnic.almery.example/wind-and-prices",
                "What wind power saves households, Almery Polytechnic",
                "context",
                "Households save between 110 and 320 crowns a year, depending on the price of gas.",
            ),
        ),
        finding=Finding(
            "Mostly false",
            "What wind power saves each household is less certain than its operator says",
            "The study that the operator paid for gives a range from 110 to 320 crowns. The director named a figure from "
            "the upper end as if it were certain.",
        ),
        note="We first rated this claim “Mostly false”. Since 300 crowns lie within the study’s range, “Half true” is fair.",
        correction=Finding(
            "Half true",
            "What wind power saves each household is less certain than its operator says",
            "The study that the operator paid for gives a range from 110 to 320 crowns. The 300 crowns lie within it, "
            "at its upper end, and were presented as if they were certain.",
        ),
    ),
    Story(
        article="06",
        words="the city had completed 1,900 flats in 2025",
        until="retracted",
        claim="Port Almery completed 1,900 flats in 2025, more than in any year since 1974.",
        claimant="Dario Velk",
        sources=(
            Source(
                "https://builders.almery.example/completions-2025",
                "Completed flats in 2025, builders’ association",
                "refutes",
                "Completed flats: 1,420. Student rooms and holiday apartments: 480.",
            ),
        ),
        finding=Finding(
            "Mostly false",
            "Port Almery completed 1,420 flats in 2025, not 1,900",
            "The builders’ association counts 1,420 flats. The rest were student rooms and holiday apartments.",
        ),
        note="Student rooms count as flats in the official statistics for every year, which we had overlooked. "
        "We are checking the claim again.",
    ),
    Story(
        article="09",
        words="enough for 370,000 households",
        until="approved",
        claim="The wind farm off Harrow Point produces enough electricity for 370,000 households.",
        claimant="Veyra Wind",
        reviewer="ravi",
        sources=(
            Source(
                "https://energy.almery.example/household-use",
                "Electricity use of households, Energy Regulator",
                "supports",
                "An average household used 3,520 kilowatt hours last year.",
            ),
        ),
        finding=Finding(
            "True",
            "The wind farm’s output does match the use of 370,000 households",
            "1,310 gigawatt hours divided by 3,520 kilowatt hours are about 372,000 households.",
        ),
    ),
    Story(
        article="10",
        words="The minimum wage has not cost a single job",
        until="submitted",
        claim="The rise of the regional minimum wage in January 2026 has not cost a single job.",
        claimant="Elke Brandis",
        sources=(
            Source(
                "https://polytechnic.almery.example/minimum-wage-first-year",
                "The first months of the higher minimum wage, Almery Polytechnic",
                "context",
                "Employment in hotels and restaurants: minus 2.6 percent since January.",
                "The authors say themselves that the cause cannot be read from one year.",
            ),
        ),
        finding=Finding(
            "Unproven",
            "Nobody can say yet whether the minimum wage has cost jobs",
            "Jobs in hotels and restaurants have become fewer while nearly all other industries grew. Whether the wage or "
            "a rainy summer is the cause cannot be told from the figures of one year.",
        ),
    ),
    Story(
        article="05",
        words="Port Almery is the safest large city in the country",
        until="returned",
        claim="Port Almery is the safest large city in the country.",
        claimant="Rosalind Keth",
        sources=(
            Source(
                "https://statistics.almery.example/crime-by-city",
                "Crime by city, Regional Statistics Office",
                "refutes",
                "Violent offences per 1,000 residents: Brannick 2.6, Kesten 2.9, Port Almery 3.1.",
            ),
        ),
        finding=Finding(
            "False",
            "Two cities have fewer violent crimes than Port Almery",
            "Kesten and Brannick have lower rates of violent crime.",
        ),
        note="Kesten and Brannick are not large cities by the statistics office’s own definition. Please compare with those "
        "that are, and say which crimes are meant.",
    ),
    Story(
        article="02",
        words="We have done this without hiring a single extra surgeon",
        until="draft",
        claim="St. Aldra Hospital halved its waiting times without hiring a single extra surgeon.",
        claimant="Amara Lindqvell",
        reviewer="ravi",
        sources=(
            Source(
                "https://health.almery.example/staff-2026",
                "Staff of the region’s hospitals, second quarter of 2026",
                "context",
                "Surgeons at St. Aldra: 41 (a year before: 39).",
            ),
        ),
    ),
    Story(article="03", words="The level of the sea at the harbour gauge has risen by 4.6 millimetres a year"),
    Story(article="07", words="no city of comparable size offers a cheaper one"),
)

# article, words of the quote, reason, note
DISMISSED = (
    ("12", "Nobody begrudges the fans their seats", "opinion", ""),
    ("01", "The council is eating the seed corn", "opinion", "A figure of speech."),
    ("08", "Everybody knows that something is wrong", "not_checkable", "Names nothing that could be looked up."),
    ("10", "I am still waiting for an apology", "not_a_claim", ""),
)

# the repeated claim's article and words, then those of the claim it repeats
MERGED = (("12", "at 1,840 crowns a head", "01", "Our debt stands at 1,840 crowns per resident"),)
