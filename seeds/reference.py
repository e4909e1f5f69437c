"""Reference data that every installation needs: the rating scale that all desks share."""

from django.db import transaction

from reviews.models import Rating, RatingScale

SCALE = "Five steps"
RATINGS = (
    ("False", 1, "The claim is wrong."),
    ("Mostly false", 2, "Some of it is right, but the main point is not."),
    ("Half true", 3, "Parts are right and parts are wrong, or something important is missing."),
    ("Mostly true", 4, "The main point is right; details are not, or need context."),
    ("True", 5, "The claim is right and leaves out nothing that matters."),
    ("Unproven", None, "The evidence that exists neither shows nor refutes the claim."),
    ("Out of context", None, "What is said is right, but about something else than it is made to mean."),
    ("Satire", None, "It was never meant to be believed."),
)
# How the ratings are called for readers of translations.
NAMES = {
    "de": {
        "False": ("Falsch", "Die Behauptung ist falsch."),
        "Mostly false": ("Größtenteils falsch", "Einiges stimmt, die Hauptsache aber nicht."),
        "Half true": ("Halb wahr", "Teils richtig, teils falsch, oder es fehlt etwas Wichtiges."),
        "Mostly true": ("Größtenteils wahr", "Die Hauptsache stimmt; Einzelnes nicht, oder es fehlt Zusammenhang."),
        "True": ("Wahr", "Die Behauptung stimmt und lässt nichts Wesentliches weg."),
        "Unproven": ("Unbelegt", "Die vorhandenen Belege zeigen weder, dass es stimmt, noch das Gegenteil."),
        "Out of context": (
            "Aus dem Zusammenhang gerissen",
            "Das Gesagte stimmt, aber für etwas anderes als behauptet.",
        ),
        "Satire": ("Satire", "Es war nie dazu gedacht, geglaubt zu werden."),
    },
    "fr": {
        "False": ("Faux", "L’affirmation est fausse."),
        "Mostly false": ("Plutôt faux", "Une partie est exacte, mais pas l’essentiel."),
        "Half true": ("À moitié vrai", "Une partie est exacte, une autre fausse, ou il manque un élément important."),
        "Mostly true": ("Plutôt vrai", "L’essentiel est exact ; des détails ne le sont pas, ou il manque le contexte."),
        "True": ("Vrai", "L’affirmation est exacte et n’omet rien d’important."),
        "Unproven": ("Non prouvé", "Les sources disponibles ne montrent ni que c’est exact, ni le contraire."),
        "Out of context": ("Hors contexte", "Ce qui est dit est exact, mais à propos d’autre chose."),
        "Satire": ("Satire", "Cela n’a jamais été destiné à être cru."),
    },
    "es": {
        "False": ("Falso", "La afirmación es falsa."),
        "Mostly false": ("Mayormente falso", "Algo es cierto, pero no lo principal."),
        "Half true": ("Verdad a medias", "Parte es cierta y parte no, o falta algo importante."),
        "Mostly true": ("Mayormente cierto", "Lo principal es cierto; los detalles no, o falta contexto."),
        "True": ("Verdadero", "La afirmación es cierta y no omite nada importante."),
        "Unproven": ("Sin pruebas", "Las pruebas que existen ni la confirman ni la refutan."),
        "Out of context": ("Fuera de contexto", "Lo que se dice es cierto, pero sobre otra cosa."),
        "Satire": ("Sátira", "Nunca se pensó para ser creído."),
    },
}


@transaction.atomic(durable=True)
def load() -> RatingScale:
    """The shared scale with its ratings; what is there already stays as it is."""
    scale, _ = RatingScale.objects.get_or_create(desk=None, name=SCALE, defaults={"worst": 1, "best": 5})
    for position, (label, value, meaning) in enumerate(RATINGS):
        facts = {"value": value, "meaning": meaning, "position": position, "labels": _labels(label)}
        Rating.objects.get_or_create(scale=scale, label=label, defaults=facts)
    return scale


def _labels(label: str) -> dict[str, dict[str, str]]:
    named = {language: names[label] for language, names in NAMES.items()}
    return {language: {"label": said, "meaning": meaning} for language, (said, meaning) in named.items()}
