"""Ranking metrics agree with ir-measures on random runs, and with hand-made cases."""

import random

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from evals.metrics.ranking import ndcg_at, recall_at, reciprocal_rank

QUERIES = [f"q{i}" for i in range(40)]


def random_run(seed: int) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    rng = random.Random(seed)
    documents = [f"d{i}" for i in range(60)]
    qrels = {q: {d: rng.choice([0, 1, 1, 2, 3]) for d in rng.sample(documents, 12)} for q in QUERIES}
    scores = rng.sample(range(10_000), 60)
    run = {q: dict(zip(rng.sample(documents, 30), map(float, rng.sample(scores, 30)), strict=True)) for q in QUERIES}
    return qrels, run


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("reference", "ours"),
    [
        (R @ 5, lambda ranked, grades: recall_at(ranked, grades, 5)),
        (R @ 10, lambda ranked, grades: recall_at(ranked, grades, 10)),
        (nDCG @ 10, lambda ranked, grades: ndcg_at(ranked, grades, 10)),
        (RR @ 10, lambda ranked, grades: reciprocal_rank(ranked, grades, 10)),
    ],
    ids=["R@5", "R@10", "nDCG@10", "RR@10"],
)
def test_a_random_run_scores_as_ir_measures_scores_it(seed, reference, ours):
    qrels, run = random_run(seed)
    expected = {m.query_id: m.value for m in ir_measures.iter_calc([reference], qrels, run)}
    for query in QUERIES:
        ranked = sorted(run[query], key=lambda d: -run[query][d])
        assert ours(ranked, qrels[query]) == pytest.approx(expected[query], abs=1e-6), query


@pytest.mark.parametrize(
    ("ranked", "grades", "recall", "rank"),
    [
        (["a", "b"], {"a": 1.0}, 1.0, 1.0),
        (["b", "a"], {"a": 1.0}, 1.0, 0.5),
        (["b"], {"a": 1.0}, 0.0, 0.0),
        ([], {"a": 1.0}, 0.0, 0.0),
        (["a"], {}, 0.0, 0.0),
        (["a"], {"a": 0.0}, 0.0, 0.0),
    ],
)
def test_edges_of_a_ranking(ranked, grades, recall, rank):
    assert recall_at(ranked, grades, 10) == recall
    assert reciprocal_rank(ranked, grades, 10) == rank
    assert ndcg_at(ranked, grades, 10) == pytest.approx({0.5: 0.63093, 1.0: 1.0, 0.0: 0.0}[rank], abs=1e-5)
