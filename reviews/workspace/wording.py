"""How the workspace words what it shows: times as people say them, check-worthiness in four steps. No Django here."""

from datetime import datetime

MINUTE, HOUR, DAY = 60, 3600, 86400
SAME = ((0.8, "Very likely the same claim"), (0.5, "Likely the same claim"), (0.0, "Perhaps the same claim"))
STEPS = ((0.85, 4, "very high"), (0.7, 3, "high"), (0.5, 2, "middling"), (0.0, 1, "low"))


def relative(moment: datetime, now: datetime) -> str:
    """How long ago, or how soon, in the words of a colleague; from a fortnight on, the day itself."""
    seconds = (now - moment).total_seconds()
    amount = abs(seconds)
    if amount < 45:
        return "just now" if seconds >= 0 else "in a moment"
    if amount > 14 * DAY:
        return f"{moment.day} {moment:%B %Y}"
    unit, size = ("minute", MINUTE) if amount < HOUR else ("hour", HOUR) if amount < DAY else ("day", DAY)
    number = max(1, int(amount // size))
    words = f"{number} {unit}{'' if number == 1 else 's'}"
    return f"{words} ago" if seconds >= 0 else f"in {words}"


def step_of(check_worthiness: float) -> int:
    """1 to 4: which of the four colours a claim is marked with."""
    return next(step for least, step, _ in STEPS if check_worthiness >= least)


def worth_in_words(check_worthiness: float) -> str:
    """The same step in a word."""
    return next(word for least, _, word in STEPS if check_worthiness >= least)


def likely_in_words(score: float) -> str:
    """How likely a known fact-check is about the same claim."""
    return next(words for least, words in SAME if score >= least)


def points(value: float) -> str:
    """Points of a priority with one decimal; below zero with the sign for minus and not a hyphen."""
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}")
