"""Calibration: probabilities that mean what they say, and figures that say how far they do."""

from __future__ import annotations

import numpy as np
import pytest

from claims.detection.en.training import calibration
from claims.detection.en.training.plot import reliability_svg

RANDOM = np.random.default_rng(7)
TRUTH = RANDOM.uniform(-3, 3, 4_000)
LABELS = (RANDOM.uniform(size=len(TRUTH)) < 1 / (1 + np.exp(-TRUTH))).astype(float)


def test_scores_that_are_too_sure_are_brought_back():
    fitted = calibration.platt(3 * TRUTH[:, None] + 1, LABELS)
    p = calibration.squeezed(3 * TRUTH[:, None] + 1, fitted)
    assert np.abs(p - 1 / (1 + np.exp(-TRUTH))).max() < 0.05
    assert calibration.calibration_error(p, LABELS) < 0.03
    assert calibration.calibration_error(1 / (1 + np.exp(-3 * TRUTH)), LABELS) > 0.08


def test_the_error_is_the_gap_of_each_bin_by_its_size():
    p, labels = np.array([0.1, 0.1, 0.9, 0.9]), np.array([0, 1, 1, 1])
    assert calibration.reliability(p, labels) == [(1, pytest.approx(0.1), 0.5, 2), (9, pytest.approx(0.9), 1.0, 2)]
    assert calibration.calibration_error(p, labels) == pytest.approx((0.4 + 0.1) / 2)


@pytest.mark.parametrize("times", [1, 10])
def test_the_likely_interval_is_the_share_with_one_more_sentence_either_way(times):
    p = np.repeat([0.25, 0.75], 20 * times)
    labels = np.tile(np.repeat([1.0, 0.0], [5 * times, 15 * times]), 2)
    labels[20 * times :] = 1 - labels[20 * times :]
    steps = {step: bounds for step, *bounds in calibration.likely(p, labels)}
    low, high = 5 * times / (20 * times + 1), (5 * times + 1) / (20 * times + 1)
    assert steps[0.24] == [pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4)]


def test_the_cut_of_the_best_f1_parts_what_can_be_parted():
    p, labels = np.array([0.1, 0.2, 0.6, 0.7]), np.array([0, 0, 1, 1])
    assert 0.2 < calibration.best_cut(p, labels) <= 0.6
    assert calibration.measured(p, labels, 0.5)["f1"] == 1.0


def test_the_diagram_has_a_dot_for_each_bin():
    drawn = reliability_svg([(1, 0.1, 0.0, 9), (9, 0.9, 1.0, 4)])
    assert drawn.count("<circle") == 2
    assert "9 sentences: said 0.10, were 0.00" in drawn
