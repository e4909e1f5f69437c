"""One line of the quality table, and how a module of it runs alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).parents[2].parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """What one measure of one task came to; ``baselines`` are measured in the same run on the same sentences."""

    task: str
    measure: str
    ours: float
    baselines: dict[str, float] = field(default_factory=dict)
    published: str = ""
    target: str = ""


def table(rows: Iterable[Row]) -> str:
    """Rows as a Markdown table."""
    lines = ["| task | measure | ours | baselines, same run | published | to reach |", "|---|---|---|---|---|---|"]
    for row in rows:
        beside = ", ".join(f"{name} {value:.3f}" for name, value in row.baselines.items())
        lines.append(f"| {row.task} | {row.measure} | {row.ours:.3f} | {beside} | {row.published} | {row.target} |")
    return "\n".join(lines)


def alone(rows: Callable[[Path], list[Row]], what: str) -> None:
    """Command line of one module: prints its table."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the evaluation sets")
    print(table(rows(parser.parse_args().data)))
