"""``--fail-under METRIC=VALUE``: the value a metric must not be worse than."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.errors import EvalsError, UnknownName
from evals.metrics.catalogue import BY_NAME, Metric
from evals.records import Case
from evals.results import Measured
from evals.suites import SUITES


@dataclass(frozen=True, slots=True)
class Threshold:
    """For a metric where lower is better, the value is the most that is allowed."""

    name: str
    value: float

    @property
    def metric(self) -> Metric:
        """The metric, without the suite it may be narrowed to."""
        return BY_NAME[self.name.rpartition("/")[2]]

    def broken_by(self, measured: Measured | None) -> str:
        """What is wrong, in a few words; empty where it holds. Nothing measured is a failure, not a pass."""
        if measured is None or measured.value is None:
            return f"{self.name} could not be measured in any case"
        worse = measured.value < self.value if self.metric.higher_is_better else measured.value > self.value
        sign = "under" if self.metric.higher_is_better else "over"
        return f"{self.name} is {measured.value:.4f}, {sign} {self.value:g}" if worse else ""


def parse_threshold(text: str) -> Threshold:
    """``point_recall=0.85`` or ``dialogues/point_recall=0.8``; raises an error with the list of names."""
    name, _, value = text.partition("=")
    suite, _, metric = name.strip().rpartition("/")
    if metric not in BY_NAME or (suite and suite not in SUITES):
        raise UnknownName("metric", name.strip(), sorted(BY_NAME))
    try:
        return Threshold(name.strip(), float(value))
    except ValueError as error:
        raise EvalsError(f"--fail-under {text!r} has no number. Write it as {name.strip()}=0.85.") from error


def refuse_unfed(thresholds: Sequence[Threshold], cases: Sequence[Case]) -> None:
    """Raise if a threshold names a metric that no case of this run can feed."""
    fed = {(case.suite, name) for case in cases for name in (*SUITES[case.suite].feeds(case), "latency_ms")}
    for threshold in thresholds:
        suite = threshold.name.rpartition("/")[0]
        if not any(name == threshold.metric.score and suite in ("", fed_suite) for fed_suite, name in fed):
            known = sorted({m.name for m in BY_NAME.values() for _, name in fed if m.score == name})
            raise EvalsError(f"{threshold.name!r} is not measured by this run. It measures: {', '.join(known)}.")


def broken(thresholds: Sequence[Threshold], measured: Sequence[Measured]) -> list[str]:
    """One message for each threshold that does not hold."""
    by_name = {m.name: m for m in measured}
    messages = []
    for t in thresholds:
        short = t.name.rpartition("/")[2]
        only = by_name.get(short) if not any(m.name.endswith(f"/{short}") for m in measured) else None
        messages.append(t.broken_by(by_name.get(t.name) or only))
    return [m for m in messages if m]
