"""Ranking metrics over one query; a suite's value is the mean over its queries (macro).

Recall@k and MRR@k as trec_eval's ``recall.k`` and ``recip_rank`` cut at k; nDCG@k as trec_eval's ``ndcg_cut.k``:
gain is the grade itself (Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques"), discount
log2(rank + 1), ideal over all graded documents. All agree with ir-measures to six decimals (see the tests).
"""

import math
from collections.abc import Mapping, Sequence


def recall_at(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """Share of the relevant documents (grade above 0) that stand among the first ``k``; 0 where none is relevant."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """One over the rank of the first relevant document among the first ``k``; 0 where there is none."""
    return next((1 / rank for rank, d in enumerate(ranked[:k], start=1) if grades.get(d, 0) > 0), 0.0)


def ndcg_at(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """Discounted gain of the first ``k`` against the best order of all graded documents."""
    ideal = _discounted(sorted((g for g in grades.values() if g > 0), reverse=True)[:k])
    return _discounted([max(0.0, grades.get(d, 0.0)) for d in ranked[:k]]) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
