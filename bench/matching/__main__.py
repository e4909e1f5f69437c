"""What finding known fact-checks finds and costs, on a database of its own that is gone afterwards.

    python -m bench.matching --data FOLDER                     # quality: retrieval, and the comparison of sentences
    python -m bench.matching --data FOLDER --parts fit         # the weights of the score, from the training parts
    python -m bench.matching --parts guard                     # the comparison alone, on the pairs that ship
    python -m bench.matching --parts scale --sizes 10000 100000
    python -m bench.matching --parts scale --sizes 1000000 --folder FOLDER    # kept there: run again, it goes on

FOLDER has the evaluation sets, which are not part of this repository.
"""

import argparse
import importlib
import json
from pathlib import Path

from bench.desk.figures import show
from bench.matching import guard
from bench.matching.house import database

PARTS = ("guard", "retrieval", "fit", "scale")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the evaluation sets")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=["guard", "retrieval"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000], help="known fact-checks")
    parser.add_argument("--folder", type=Path, help="where the database of `scale` and what was measured are kept")
    options = parser.parse_args()
    results = {}
    if "guard" in options.parts:
        results["guard"] = show("Telling near misses", guard.rows(options.data))
    if options.data is None and {"retrieval", "fit"} & set(options.parts):
        parser.error("say by --data where the evaluation sets are")
    for part in options.parts:
        if part == "guard":
            continue
        folder = options.folder if part == "scale" else None
        with database(folder):
            if part == "scale":
                kept = folder / "measured.json" if folder else None
                measured = importlib.import_module("bench.matching.scale").rows(options.sizes, kept)
                results[part] = show("At scale", measured)
            elif part == "fit":
                results[part] = show(
                    "Weights", importlib.import_module("bench.matching.retrieval").fitted(options.data)
                )
            else:
                rows = importlib.import_module("bench.matching.retrieval").rows(options.data)
                results[part] = show("Finding known fact-checks", rows)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
