"""How often the comparison of two sentences is right: pairs that say the same, and pairs that nearly do.

`pairs.tsv` was written for this project (language, what differs, the two sentences) and may be used and shipped under
the project's own licence, and so may `pairs_later.tsv`. Of every kind each second pair is held out: nobody looked at
those while the rules were written. Since one hand wrote the pairs and the rules, three further measures stand beside:
pairs by another hand, real claims in which one figure is changed by a program, and real sentences beside the
fact-checks that answer them. Of the last, those that differ are not all mistakes: a fact-check of “80 percent” is held
to answer “82 percent”.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.matching import sets
from claims.matching.guard import compare

SEED = 20261014
ALTERED = 1000  # claims
FIGURE = re.compile(r"(?<![\w.,-])\d{1,3}(?![\w,]|\.\d)")
PAIRS = Path(__file__).with_name("pairs.tsv")
LATER = Path(__file__).with_name("pairs_later.tsv")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences; `kind` says what differs, or that they are the “same”."""

    language: str
    kind: str
    here: str
    there: str
    is_held_out: bool

    @property
    def is_right(self) -> bool:
        """Whether the comparison says of both orders what the author of the pair meant."""
        told = {compare(self.here, self.there).is_contrary, compare(self.there, self.here).is_contrary}
        return told == {self.kind != "same"}


def pairs() -> Iterator[Pair]:
    """The pairs that ship."""
    seen: dict[str, int] = defaultdict(int)
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            seen[row["kind"]] += 1
            yield Pair(**row, is_held_out=seen[row["kind"]] % 2 == 0)


def later() -> Iterator[Pair]:
    """Further near misses, written when the rules were done: nobody has changed a rule because of one of them."""
    with LATER.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Pair(**row, is_held_out=True)


def gold(data: Path) -> Iterator[Pair]:
    """Pairs by another hand, from a folder of evaluation sets: paraphrases, and sentences with one word changed."""
    for name, kind, there in (
        ("paraphrase", "same", "paraphrase"),
        ("minimal_contrast", "contrast", "b"),
        ("crosslingual", "same", "other"),
    ):
        path = data / "gold" / f"{name}.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            row = json.loads(line)
            here = next(row[key] for key in ("claim", "a", "en") if key in row)
            yield Pair("en", kind, here, row[there], is_held_out=True)


def real(data: Path) -> Iterator[tuple[str, str, bool]]:
    """Real claims with one figure changed, and questions with what answers them; each with whether it is told right."""
    chance = random.Random(SEED)
    chosen = sets.task(data, "2b", "train")
    claims = [row["vclaim"] for row in chosen.documents.values() if FIGURE.search(row["vclaim"])]
    for claim in chance.sample(claims, ALTERED):
        yield "real claims, one figure changed", "figure", compare(claim, altered(claim, chance)).is_contrary
    for name in ("2b", "2a"):
        chosen = sets.task(data, name, "train")
        for key, answers in chosen.relevant.items():
            for answer in sorted(answers):
                found = compare(chosen.queries[key], chosen.documents[answer]["vclaim"])
                yield f"real questions and answers ({name})", "same", not found.is_contrary


def altered(claim: str, chance: random.Random) -> str:
    """The claim with one of its figures made half as large, or larger by half to twice."""
    figure = chance.choice(list(FIGURE.finditer(claim)))
    number = int(figure[0])
    other = max(2, round(number * chance.choice((0.5, 1.5, 1.8, 2.0))))
    return claim[: figure.start()] + str(other + (other == number)) + claim[figure.end() :]


def rows(data: Path | None) -> Iterator[dict[str, Any]]:
    """One row for each kind of pair, and one for each that another hand wrote."""
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for one in pairs():
        counted["ours, held out" if one.is_held_out else "ours, worked with", one.kind].append(one.is_right)
    for one in later():
        counted["ours, written later", one.kind].append(one.is_right)
    for one in gold(data) if data else ():
        counted["by another hand", one.kind].append(one.is_right)
    for whose, kind, is_right in real(data) if data else ():
        counted[whose, kind].append(is_right)
    for (whose, kind), answers in counted.items():
        right = sum(answers)
        yield {"pairs": whose, "what differs": "nothing" if kind == "same" else kind, "of": len(answers),
               "told right": right, "share": f"{right / len(answers):.3f}"}  # fmt: skip
