"""Whether to answer at all: a fitted probability that the best passage answers the question.

The weights come from ``python -m evals calibrate`` over the dev cases and are stored beside this module with the
data they were fitted on; nothing here is set by hand.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from assistant.index.lexical import LexicalIndex
from assistant.index.terms import terms
from assistant.records import Hit

CALIBRATION = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, each between 0 and about 1."""

    similarity: float  # cosine of the best hit
    nearest: float  # cosine of the nearest of all hits
    coverage: float  # share of the question's term weight that the best hit's words carry
    known: float  # share of the question's term weight that any passage carries at all
    strength: float  # lexical score of the best hit, against the question's total term weight
    contest: float  # lead of the best hit over the fifth: a question of the field stands out from the crowd
    field: float  # words that belong to a field of law or life that is not covered


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic model: ``weights`` in the order of Evidence, then the threshold of refusal."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    fitted_on: str

    def confidence(self, evidence: Evidence) -> float:
        """Probability that the question can be answered from the best hits."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, astuple(evidence), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_calibration(path: Path = CALIBRATION) -> Calibration:
    """The stored fit."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Calibration(tuple(raw["weights"].values()), raw["bias"], raw["threshold"], raw["fitted_on"])


def gather(query: str, hits: Sequence[Hit], lexical: LexicalIndex, out_of_scope: float) -> Evidence:
    """The evidence for the best of ``hits``, which must not be empty."""
    weights = lexical.weights(query)
    total = sum(weights.values()) or 1.0
    best = hits[0]
    words = _own_terms(best)
    fifth = hits[min(4, len(hits) - 1)]
    return Evidence(
        similarity=best.dense,
        nearest=max(hit.dense for hit in hits),
        coverage=sum(w for term, w in weights.items() if term in words) / total,
        known=sum(w for term, w in weights.items() if lexical.knows(term)) / total,
        strength=min(1.5, best.lexical / (2.2 * total)),
        contest=best.score - fifth.score,
        field=out_of_scope,
    )


def _own_terms(hit: Hit) -> set[str]:
    passage = hit.passage
    return set(terms("\n".join([*passage.headings, passage.text, *passage.questions])))
