"""Bootstrap intervals: the percentile bootstrap over cases (Efron & Tibshirani 1993, chapter 13), seeded."""

from collections.abc import Sequence

import numpy as np

RESAMPLES = 2_000
Pair = tuple[float, float]


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Sum of value times weight over the sum of weights; 0 for no weight."""
    total = sum(weights)
    return sum(v * w for v, w in zip(values, weights, strict=True)) / total if total else 0.0


def mean_interval(values: Sequence[float], weights: Sequence[float], seed: int) -> Pair:
    """95 % interval of the weighted mean."""
    draws = _draws(len(values), seed)
    value, weight = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    means = (value * weight)[draws].sum(axis=1) / np.maximum(weight[draws].sum(axis=1), 1e-12)
    return _percentiles(means)


def quantile_interval(values: Sequence[float], share: float, seed: int) -> Pair:
    """95 % interval of a quantile."""
    return _percentiles(np.quantile(np.asarray(values, dtype=float)[_draws(len(values), seed)], share, axis=1))


def paired_difference(before: Sequence[float], after: Sequence[float], seed: int) -> tuple[float, Pair]:
    """Mean of after minus before over the same cases, with its 95 % interval."""
    difference = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    return float(difference.mean()), _percentiles(difference[_draws(len(difference), seed)].mean(axis=1))


def _draws(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, n, size=(RESAMPLES, n))


def _percentiles(estimates: np.ndarray) -> Pair:
    low, high = np.quantile(estimates, [0.025, 0.975])
    return float(low), float(high)
