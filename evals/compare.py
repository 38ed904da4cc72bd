"""``python -m evals compare``: two runs over the same cases, paired, with what flipped."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.errors import EvalsError
from evals.metrics.catalogue import MEAN, METRICS, Metric
from evals.metrics.interval import paired_difference
from evals.reporting.table import table
from evals.results import case_scores, read_result, write_json

FLIP = 0.5  # change of a case's score from which it is listed
LISTED = 20
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric over the cases that both runs have; ``flipped`` are suite/id with the score before and after."""

    metric: str
    before: float
    after: float
    n: int
    mean: float
    ci95: tuple[float, float]
    flipped: tuple[tuple[str, float, float], ...]
    higher_is_better: bool

    @property
    def regression(self) -> bool:
        """Worse, and the whole interval says so."""
        return self.ci95[1] < -SETTLED if self.higher_is_better else self.ci95[0] > SETTLED

    @property
    def improvement(self) -> bool:
        """Better, and the whole interval says so."""
        return self.ci95[0] > SETTLED if self.higher_is_better else self.ci95[1] < -SETTLED


def compare(before: dict[str, Any], after: dict[str, Any], seed: int = 0) -> list[Difference]:
    """Every metric that is a mean, over the cases common to both; raises EvalsError where there is none.

    Each case counts once, so a metric weighted by points is compared by its unweighted cases. Times are left out:
    two machines, or two moods of one machine, are not two versions.
    """
    old, new = dict(case_scores(before)), dict(case_scores(after))
    common = [key for key in new if key in old]
    if not common:
        raise EvalsError("The two results have no case in common. Compare runs over the same suites and cases.")
    means = [m for m in METRICS if m.aggregate == MEAN]
    pairs = [(metric, _paired(metric, common, old, new)) for metric in means]
    return [_difference(metric, rows, seed) for metric, rows in pairs if rows]


Paired = list[tuple[str, float, float]]


def _paired(
    metric: Metric, keys: Iterable[tuple[str, str]], old: dict[tuple[str, str], Any], new: dict[tuple[str, str], Any]
) -> Paired:
    rows = [("/".join(key), old[key]["scores"].get(metric.name), new[key]["scores"].get(metric.name)) for key in keys]
    return [(name, a, b) for name, a, b in rows if a is not None and b is not None]


def _difference(metric: Metric, rows: Paired, seed: int) -> Difference:
    before, after = [a for _, a, _ in rows], [b for _, _, b in rows]
    mean, interval = paired_difference(before, after, seed)
    flipped = tuple(row for row in rows if abs(row[1] - row[2]) >= FLIP)
    n = len(rows)
    return Difference(metric.name, sum(before) / n, sum(after) / n, n, mean, interval, flipped, metric.higher_is_better)


def comparison_table(differences: Sequence[Difference]) -> str:
    """One line a metric, then the cases that flipped."""
    rows = [
        [
            d.metric,
            f"{d.before:.4f}",
            f"{d.after:.4f}",
            f"{d.mean:+.4f}",
            f"[{d.ci95[0]:+.4f}, {d.ci95[1]:+.4f}]",
            str(d.n),
            _said(d),
        ]
        for d in differences
    ]
    lines = [table(["metric", "before", "after", "change", "95 % interval", "n", ""], rows)]
    for d in differences:
        better = [name for name, a, b in d.flipped if (b > a) == d.higher_is_better]
        worse = [name for name, a, b in d.flipped if (b > a) != d.higher_is_better]
        lines += [f"{d.metric} {word}: {_listed(names)}" for word, names in (("lost", worse), ("won", better)) if names]
    return "\n".join(lines)


def _said(difference: Difference) -> str:
    return "WORSE" if difference.regression else "better" if difference.improvement else ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def regressions(differences: Sequence[Difference]) -> list[str]:
    """One message for each significant regression."""
    return [
        f"{d.metric} went from {d.before:.4f} to {d.after:.4f} (change within [{d.ci95[0]:+.4f}, {d.ci95[1]:+.4f}])"
        for d in differences
        if d.regression
    ]


def compare_files(chosen: argparse.Namespace) -> int:
    """0, or 1 on a significant regression."""
    differences = compare(read_result(chosen.before), read_result(chosen.after), chosen.seed)
    print(comparison_table(differences))
    if chosen.json:
        write_json(chosen.json, [asdict(d) | {"regression": d.regression} for d in differences])
    messages = regressions(differences)
    for message in messages:
        print(f"REGRESSION: {message}", file=sys.stderr)
    return 1 if messages else 0
