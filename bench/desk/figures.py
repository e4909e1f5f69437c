"""Figures for people and programs: percentiles of times, and tables in Markdown."""

import os
import time
from collections.abc import Iterable, Sequence
from typing import Any


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time that `share` of the runs kept, in milliseconds: the nearest of those measured, never one between."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """A table in Markdown with a column for each key of the first row."""
    names = list(rows[0])
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    lines += [f"| {' | '.join(_shown(row[name]) for name in names)} |" for row in rows]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def show(title: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Print a table as soon as it is there; its rows."""
    found = list(rows)
    print(f"\n## {title} ({time.strftime('%H:%M')}, load {os.getloadavg()[0]:.1f})\n\n{table(found)}\n", flush=True)
    return found
