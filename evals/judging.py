"""What counts as a failed case, for JUnit and for the list of the worst: one rule for every metric."""

from collections.abc import Mapping
from typing import Any

from evals.metrics.catalogue import BY_NAME, MEAN

HALF = 0.5
FATAL = (  # any fault in these fails a case; in the others a case fails below one half
    "wrong_refusal", "wrong_answer", "must_not_hit", "citation_exact", "citation_recall", "basis_valid",
    "critique_false_risk", "false_no_issue", "quote_exact", "grounding_accuracy", "statute_verdict", "hostile_handled",
)  # fmt: skip
SHARES = ("point_recall", "critique_recall", "recall@10")


def faults(row: Mapping[str, Any]) -> list[str]:
    """Why a row of a result fails, in words; empty where it passes."""
    if row["error"]:
        return [str(row["error"])]
    scores, reasons = row["scores"], row.get("reasons", {})
    found = [name for name in FATAL if name in scores and goodness(name, scores[name]) < 1]
    found += [name for name in SHARES if name in scores and scores[name] < HALF]
    return [f"{name} {scores[name]:g}" + (f" ({reasons[name]})" if reasons.get(name) else "") for name in found]


def goodness(name: str, value: float) -> float:
    """A score turned so that 1 is best."""
    return value if BY_NAME[name].higher_is_better else 1 - value


def badness(row: Mapping[str, Any]) -> float:
    """How bad a row is: a crash is worst, then the sum of what its shares lack."""
    if row["error"]:
        return 100.0
    names = [n for n in row["scores"] if n in BY_NAME and BY_NAME[n].aggregate == MEAN and n in (*FATAL, *SHARES)]
    return sum(1 - goodness(n, row["scores"][n]) for n in names)
