"""How near a claim must be to an example of a topic: precision and reach of thresholds on claims that were checked.

Which claims are of a topic is told by its words in the checker's own title and claim, so that precision is told too
low: others are about it in other words. Some claims are drawn as the topic's examples, by a fixed seed and ten times;
counted is which of all the other claims lie near enough to the middle of the examples, and, beside it, to any of them.

    python -m bench.matching.topics 2a_vclaims.jsonl
"""

import json
import random
import re
import sys
from pathlib import Path

import numpy as np

from claims.matching import encoder

TOPICS = {
    "vaccines": r"vaccin\w*",
    "climate": r"climate change|global warming|sea levels?|carbon|greenhouse|glaciers?",
    "elections": r"ballots?|voters?|votes?|voting|elections?",
    "immigration": r"immigra\w*|migrants?|deport\w*|asylum|border wall",
    "guns": r"guns?|firearms?|shootings?|nra",
    "taxes": r"tax|taxes|taxed|irs",
    "police": r"police|cops?|sheriff",
    "food": r"mcdonald\W?s|burgers?|restaurants?|chicken|pizza|meat",
}
CLAIMS, DRAWS = 4000, 10
EXAMPLES = (1, 3, 5, 10)
THRESHOLDS = [round(0.4 + 0.05 * step, 2) for step in range(6)]


def main(path: str) -> None:
    """Print a row for each threshold."""
    rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    rows = random.Random(8).sample(rows, CLAIMS)
    vectors = np.array(encoder.encode([row["vclaim"] for row in rows]), dtype=np.float32)
    members = {name: _members(rows, words) for name, words in TOPICS.items()}
    print({name: int(found.sum()) for name, found in members.items()})
    print("examples  least  precision  reach  drawn  most drawn   of the nearest: precision  reach")
    for count in EXAMPLES:
        for least in THRESHOLDS:
            print(_row(count, least, vectors, members))


def _members(rows: list[dict[str, str]], words: str) -> np.ndarray:
    found = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return np.array([bool(found.search(f"{row['vclaim']} {row['title']}")) for row in rows])


def _row(count: int, least: float, vectors: np.ndarray, members: dict[str, np.ndarray]) -> str:
    chance = random.Random(7)
    middle, nearest = np.zeros(4), np.zeros(4)  # right, drawn, of the topic, all
    most = 0.0
    for member in members.values():
        for _ in range(DRAWS):
            examples = chance.sample(list(np.flatnonzero(member)), count)
            centre = vectors[examples].mean(axis=0)
            drawn = vectors @ (centre / np.linalg.norm(centre)) >= least
            most = max(most, float(drawn.mean()))
            middle += _counted(drawn, member, examples)
            nearest += _counted((vectors @ vectors[examples].T >= least).any(axis=1), member, examples)
    told = [found[0] / max(found[1], 1) for found in (middle, nearest)]
    reach = [found[0] / found[2] for found in (middle, nearest)]
    share = middle[1] / middle[3]
    by_middle = f"{told[0]:9.2f}  {reach[0]:5.2f}  {share:5.3f}  {most:10.3f}"
    return f"{count:8}  {least:5.2f}  {by_middle}  {told[1]:25.2f}  {reach[1]:5.2f}"


def _counted(drawn: np.ndarray, member: np.ndarray, examples: list[int]) -> np.ndarray:
    others = np.ones(len(drawn), dtype=bool)
    others[examples] = False
    return np.array([(drawn & member & others).sum(), (drawn & others).sum(), (member & others).sum(), others.sum()])


if __name__ == "__main__":
    main(sys.argv[1])
