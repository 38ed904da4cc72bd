"""The fit of the refusal: right on data whose answer is known, honest about its limits, and closed to check files."""

import json
import shutil

import numpy as np
import pytest

from evals.calibrate import FOLDS, Sample, choose_threshold, cross_validated, fit_logistic, rates
from evals.case_files import CASES
from evals.cli import main


def data(n: int = 200, noise: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, 3))
    y = (2 * x[:, 0] - x[:, 1] + noise * rng.logistic(size=n) > 0).astype(float)
    return x, y


def test_the_fit_finds_the_weights_that_made_the_data():
    fit = fit_logistic(*data(20_000), penalty=1e-4)
    assert fit.weights == pytest.approx((2.0, -1.0, 0.0), abs=0.1)
    assert fit.bias == pytest.approx(0.0, abs=0.1)


def test_the_fit_is_where_the_penalised_loss_is_flat():
    x, y = data(300)
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    fit = fit_logistic(z, y, penalty=0.3)
    balance = np.where(y > 0, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))
    slope = z.T @ (balance * (fit.confidence(z) - y)) + 0.3 * len(y) / 10 * np.array(fit.weights)
    assert np.abs(slope).max() < 1e-5


def test_a_question_is_never_judged_by_a_fit_that_saw_it():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((60, 20)), np.array([0.0, 1.0] * 30)
    seen = fit_logistic(x, y, 0.01).confidence(x)
    held_out = cross_validated(x, y, 0.01, seed=0)
    assert ((seen > 0.5) == (y > 0.5)).mean() > 0.7
    assert ((held_out > 0.5) == (y > 0.5)).mean() < 0.7
    assert FOLDS >= 5


def samples(levels: list[str]) -> list[Sample]:
    return [Sample(str(i), (), level == "", level, True, 0.0) for i, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("levels", "confidences", "expected"),
    [
        (["", "", "far", "trap"], [0.9, 0.8, 0.1, 0.2], (0.0, 0.0, 0.0)),
        (["", "", "far", "trap"], [0.9, 0.3, 0.1, 0.6], (0.0, 0.5, 0.0)),
    ],
)
def test_the_threshold_has_the_least_excess_over_the_limits(levels, confidences, expected):
    threshold = choose_threshold(samples(levels), np.array(confidences))
    assert rates(samples(levels), np.array(confidences), threshold) == expected


def test_check_cases_are_refused_by_place_and_by_content(tmp_path, capsys):
    for path in (CASES / "check" / "answers.jsonl", tmp_path / "renamed.jsonl"):
        if not path.exists():
            shutil.copy(CASES / "check" / "answers.jsonl", path)
        assert main(["calibrate", "--cases", str(path)]) == 2
        assert "never tuned on" in capsys.readouterr().err


def test_both_kinds_of_question_are_needed(tmp_path, small_index, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(small_index.parent))
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"id": "a", "question": "付款分几期比较好", "points": [["验收"]]}), encoding="utf-8")
    assert main(["calibrate", "--cases", str(path)]) == 2
    assert "answerable and unanswerable" in capsys.readouterr().err
