"""How a claim has spread, as a drawing of bars: where each stands, and what it is called."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from claims.spreading import MONTH, YEAR, Spread

WIDTH, HEIGHT, WIDEST = 300, 48, 24  # units of the drawing
GAP = 0.15  # of a bar's place
FORMATS = {MONTH: "F Y", YEAR: "Y"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its articles, what it stands for in words, and its place."""

    articles: int
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All bars, in a drawing of `width` by `height`."""

    bars: list[Bar]
    width: int
    height: int = HEIGHT


def drawn(spread: Spread) -> Drawing:
    """The drawing of a spread; the highest bar has the whole height."""
    place = min(WIDTH / len(spread.bars), WIDEST)
    bars = []
    for at, bar in enumerate(spread.bars):
        height = HEIGHT * bar.articles / spread.most
        name = _name(bar.first, spread.unit)
        bars.append(Bar(bar.articles, name, at * place, HEIGHT - height, place * (1 - GAP), height))
    return Drawing(bars, round(place * len(spread.bars)))


def _name(first: date, unit: str) -> str:
    return date_format(first, FORMATS.get(unit, "j F Y"))
