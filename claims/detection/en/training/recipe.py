"""The whole training of the English model: teachers, the student that ships, the words' model, calibration, figures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from claims.detection.en import words
from claims.detection.en.encoder import Encoder, loaded
from claims.detection.en.training import calibration, linear
from claims.detection.en.training.export import export
from claims.detection.en.training.finetune import Recipe, fine_tuned, predicted
from claims.detection.en.training.plot import reliability_svg
from claims.detection.en.training.reported import reported
from claims.detection.en.training.rows import HEADS, Row, debates, letters_by_id, own, parted
from claims.detection.en.worth import CALIBRATION, UNSURE
from claims.detection.pipeline import DEFAULT_THRESHOLD, VERSION

OWN_TIMES = 3  # how often an epoch shows each own sentence
OWN_WEIGHT = 6.0  # of one own sentence against one debate sentence in the words' model
TEACHERS = (Recipe(seed=1), Recipe(seed=2))
STUDENT = Recipe(seed=5, epochs=6, rate=7e-5, dropout=0.05, exit_weight=0.7)  # goes on from the first teacher
SOFT = 0.5  # share of the teachers' opinion in a label that is known; where none is, it is theirs alone
EASY_LOSS = 0.005  # share of the check-worthy that the words alone may miss
Array = np.ndarray[Any, Any]


def train(data: Path, work: Path, out: Path) -> None:
    """Writes encoder, tokenizer, words, calibration, metrics and the reliability diagram into ``out``."""
    folder = data / "checkworthiness"
    letters = letters_by_id(out / "labels.tsv")
    debated, judged = parted(debates(folder / "train.tsv", letters), lambda row: row.label("opinion") is not None)
    ours, ours_kept = parted(own(out / "own.tsv"))
    rows = [*debated, *ours * OWN_TIMES, *reported(ours)]
    first = fine_tuned(rows, TEACHERS[0], work / f"teacher-{TEACHERS[0].seed}.pt")
    first.open_exit()
    network = fine_tuned(_softened(rows, work), STUDENT, work / "student.pt", start=first)
    export(network, out)
    _write_words(debated, [row for row in ours if row.label("worth") is not None], out)
    _calibrate(debates(folder / "dev-test.tsv"), ours_kept, judged, debates(folder / "dev.tsv"), out)


def _softened(rows: Sequence[Row], work: Path) -> list[Row]:
    """The rows with labels between 0 and 1, half from people and half from what the teachers think, on average."""
    texts = [row.text for row in rows]
    taught = [predicted(fine_tuned(rows, one, work / f"teacher-{one.seed}.pt"), texts) for one in TEACHERS]
    soft = np.mean([1 / (1 + np.exp(-logits)) for logits in taught], axis=0)
    return [Row(row.text, _blended(row.labels, one)) for row, one in zip(rows, soft, strict=True)]


def _blended(labels: tuple[float | None, ...], soft: Array) -> tuple[float | None, ...]:
    """Where people were silent the teachers alone, but for what they learnt from our own sentences only."""
    blend: list[float | None] = []
    for head, ours, theirs in zip(HEADS, labels, soft, strict=True):
        if head == "attributed":
            blend.append(ours)
        else:
            blend.append(float(theirs) if ours is None else (1 - SOFT) * ours + SOFT * float(theirs))
    return tuple(blend)


def _write_words(debated: Sequence[Row], ours: Sequence[Row], out: Path) -> None:
    rows = [*debated, *ours]
    labels = np.array([row.label("worth") for row in rows])
    weights = np.array([1.0] * len(debated) + [OWN_WEIGHT] * len(ours))
    model = linear.fit([row.text for row in rows], labels, weights, VERSION)
    packed = json.dumps(asdict(model), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    (out / words.WEIGHTS).write_bytes(gzip.compress(packed, mtime=0))


class _Read:
    """Logits of some rows by the run-time code: the shipped int8 encoder and the words' model."""

    def __init__(self, rows: Sequence[Row], encoder: Encoder, model: words.Model) -> None:
        self.rows = rows
        glances = [encoder.glance(row.text) for row in rows]
        self.exits = np.array([glance.reading for glance in glances])
        self.heads = np.array([encoder.finish(glance) for glance in glances])
        self.words = np.array([words.heard(row.text, model).logit for row in rows])

    @property
    def at_glance(self) -> Array:
        return np.asarray(self.exits[:, 0])

    @property
    def worth(self) -> Array:
        return np.asarray(self.heads[:, 0])

    def labels(self, head: str) -> Array:
        return np.array([row.label(head) for row in self.rows], dtype=float)


def _calibrate(dev_test: list[Row], ours: list[Row], judged: list[Row], leaky: list[Row], out: Path) -> None:
    model = words.Model(**json.loads(gzip.decompress((out / words.WEIGHTS).read_bytes())))
    encoder = loaded(out)
    weighed = [row for row in ours if row.label("worth") is not None]
    debate, news, other, dev = (_Read(rows, encoder, model) for rows in (dev_test, weighed, judged, leaky))
    all_ours = _Read(ours, encoder, model)
    kept, apart, y = _stages_fitted(debate, news)
    kept["properties"], figures = _others(all_ours, other, "heads", "")
    kept["glance_properties"], more = _others(all_ours, other, "exits", "_at_glance")
    kept["likely"] = calibration.likely(apart, y)
    (out / CALIBRATION).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (out / "reliability.svg").write_text(reliability_svg(calibration.reliability(apart, y)), encoding="utf-8")
    figures |= more | {"version": VERSION} | _worth_figures(debate, news, dev, kept, apart)
    (out / "metrics.json").write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _stages_fitted(debate: _Read, news: _Read) -> tuple[dict[str, Any], Array, Array]:
    """The calibration of words, glance and reading; each sentence's probability by those of other folds; its label."""
    y = np.concatenate([debate.labels("worth"), news.labels("worth")])
    spoken, at_glance, top = (
        np.concatenate([getattr(debate, name), getattr(news, name)]) for name in ("words", "at_glance", "worth")
    )
    easy = round(float(np.quantile(spoken[y == 1], EASY_LOSS)), 3)
    stages = {
        "words": spoken[:, None],
        "at_glance": np.column_stack([at_glance, spoken]),
        "worth": np.column_stack([top, spoken]),
    }
    fitted = {name: calibration.platt(z, y) for name, z in stages.items()}
    apart = _by_stage(spoken, easy, *(calibration.cross_fitted(z, y) for z in stages.values()))
    return {"version": VERSION, **fitted, "easy": easy}, apart, y


def _by_stage(spoken: Array, easy: float, by_words: Array, by_glance: Array, by_reading: Array) -> Array:
    """Each sentence's probability from the stage that decides it at run time: words, glance or whole reading."""
    is_unsure = (by_glance > UNSURE[0]) & (by_glance < UNSURE[1])
    return np.where(spoken < easy, by_words, np.where(is_unsure, by_reading, by_glance))


def _probabilities(read: _Read, kept: dict[str, Any]) -> Array:
    by_glance, by_reading = (
        calibration.squeezed(np.column_stack([z, read.words]), kept[name])
        for z, name in ((read.at_glance, "at_glance"), (read.worth, "worth"))
    )
    return _by_stage(
        read.words, kept["easy"], calibration.squeezed(read.words[:, None], kept["words"]), by_glance, by_reading
    )


def _stages(read: _Read, kept: dict[str, Any]) -> dict[str, float]:
    """Share of the sentences that the words, and that words and a glance decide."""
    p = calibration.squeezed(np.column_stack([read.at_glance, read.words]), kept["at_glance"])
    is_easy, is_sure = read.words < kept["easy"], (p <= UNSURE[0]) | (p >= UNSURE[1])
    return {"words": float(is_easy.mean()), "glance": float((~is_easy & is_sure).mean())}


def _worth_figures(debate: _Read, news: _Read, dev: _Read, kept: dict[str, Any], apart: Array) -> dict[str, Any]:
    p, labels, of_news = _probabilities(debate, kept), debate.labels("worth"), apart[len(debate.rows) :]
    of_debate, all_labels = apart[: len(p)], np.concatenate([labels, news.labels("worth")])
    return {
        "dev_test": calibration.measured(p, labels, DEFAULT_THRESHOLD),
        "dev_test_best_cut": calibration.measured(p, labels, calibration.best_cut(p, labels)),
        "dev_test_calibrated_on_other_folds": calibration.measured(of_debate, labels, DEFAULT_THRESHOLD),
        "dev_test_cut_on_other_folds": {"f1": calibration.at_cuts_of_other_folds(of_debate, labels)},
        "own_held_out": calibration.measured(of_news, news.labels("worth"), DEFAULT_THRESHOLD),
        "both_calibrated_on_other_folds": calibration.measured(apart, all_labels, DEFAULT_THRESHOLD),
        "dev_leaky": calibration.measured(_probabilities(dev, kept), dev.labels("worth"), DEFAULT_THRESHOLD),
        "decided_by": {"dev_test": _stages(debate, kept), "own_held_out": _stages(news, kept)},
    }


def _others(news: _Read, debate: _Read, place: str, suffix: str) -> tuple[dict[str, tuple[float, ...]], dict[str, Any]]:
    """Calibration of the other heads at a place, and what they measure, on our held-out news and debate sentences."""
    fitted, figures = {}, {}
    for at, head in list(enumerate(HEADS))[1:]:
        every = (("own", news), ("debates", debate))
        judged = [(name, one) for name, one in every if one.rows[0].label(head) is not None]
        z = np.concatenate([getattr(one, place)[:, at : at + 1] for _, one in judged])
        labels = np.concatenate([one.labels(head) for _, one in judged])
        fitted[head] = calibration.platt(z, labels)
        apart = calibration.cross_fitted(z, labels)
        for name, one in judged:
            figures[f"{head}_{name}_held_out{suffix}"] = calibration.measured(
                apart[: len(one.rows)], one.labels(head), 0.5
            )
            apart = apart[len(one.rows) :]
    return fitted, figures
