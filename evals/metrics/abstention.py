"""Abstention: both errors, and the curve of coverage against error over the threshold.

El-Yaniv & Wiener 2010, "On the foundations of noise-free selective classification": coverage is the share answered,
risk the share of wrong ones among them. Here the two kinds of question are kept apart, because their errors cost
differently: ``coverage`` is the share of answerable questions answered, ``error`` the share of unanswerable ones
answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a threshold would give."""

    threshold: float
    coverage: float
    error: float


def curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> list[CurvePoint]:
    """Coverage and error at every threshold where either changes, from the lowest on; confidences in."""
    thresholds = sorted({0.0, *answerable, *unanswerable})
    return [
        CurvePoint(t, _share_at_least(answerable, t), _share_at_least(unanswerable, t)) for t in [*thresholds, 1.000001]
    ]


def _share_at_least(values: Sequence[float], threshold: float) -> float:
    return sum(v >= threshold for v in values) / len(values) if values else 0.0


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """Chance that an answerable question has the higher confidence (ties count half); 0 where a side is empty.

    The area under the ROC curve as the Mann-Whitney statistic (Hanley & McNeil 1982).
    """
    pairs = len(answerable) * len(unanswerable)
    won = sum((a > u) + 0.5 * (a == u) for a in answerable for u in unanswerable)
    return won / pairs if pairs else 0.0
