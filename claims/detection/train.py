"""Trains the model that ships with a language.

    python -m claims.detection.train --data FOLDER --work FOLDER [--out claims/detection/en/model]

``--data`` has ``checkworthiness`` with train.tsv, dev-test.tsv and dev.tsv; ``--work`` keeps checkpoints, and a run
that was stopped goes on from them. Weights come from train.tsv and our own sentences in ``--out``, calibration from
dev-test.tsv and own sentences held out; dev.tsv is of the same collection as train.tsv and is only reported.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the model that ships with a language.")
    parser.add_argument("--language", default="en", help="two-letter folder of claims.detection")
    parser.add_argument("--data", type=Path, required=True, help="folder with checkworthiness/*.tsv")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--out", type=Path, help="folder of the model; by default that of the language")
    args = parser.parse_args()
    out = args.out or Path(__file__).parent / args.language / "model"
    args.work.mkdir(parents=True, exist_ok=True)
    import_module(f"claims.detection.{args.language}.training.recipe").train(args.data, args.work, out)


if __name__ == "__main__":
    main()
