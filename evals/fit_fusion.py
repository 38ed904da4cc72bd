"""``python -m evals calibrate --fusion``: the weights of fusion by a grid over the dev questions."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np

from assistant.index.generation import Generation
from assistant.retrieval.hybrid import ANSWERS, Fusion, embed, fused_hits
from assistant.retrieval.query import Query
from assistant.wiring import Assistant
from evals.calibrate import dev_cases
from evals.metrics.interval import paired_difference
from evals.records import Case, Observation
from evals.reporting.table import table
from evals.results import write_json
from evals.suites.retrieval import points_by_section, score

SENSE = (0.2, 0.33, 0.45)  # weights tried: the text's sense and words, the lay questions' sense, the twin's bonus
WORDS = (0.25, 0.37, 0.5)
ASKED = (0.0, 0.12, 0.23, 0.35)
TWIN = (0.0, 0.2, 0.4)
JUDGED = ("ndcg@10", "recall@5", "recall@10", "mrr@10")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question, embedded once for the whole grid."""

    case: Case
    query: Query
    vector: np.ndarray
    held: dict[str, list[bool]]


def fit_fusion(chosen: argparse.Namespace, assistant: Assistant) -> int:
    """Print the grid, best first, and whether the best differs from the weights in use beyond chance."""
    generation = assistant.searcher.reader.current()
    cases = [case for case in dev_cases(chosen.cases) if case.answerable and case.points]
    prepared = [_prepared(case, assistant) for case in cases]
    grid = [
        Fusion(text_sense=s, text_words=w, asked_sense=a, twin_weight=t)
        for s, w, a, t in product(SENSE, WORDS, ASKED, TWIN)
    ]
    values = {fusion: values_of(fusion, prepared, generation) for fusion in dict.fromkeys([Fusion(), *grid])}
    order = sorted(values, key=lambda f: -values[f]["ndcg@10"].mean())
    rows = [
        [
            f"{f.text_sense:g}",
            f"{f.text_words:g}",
            f"{f.asked_sense:g}",
            f"{f.twin_weight:g}",
            *(f"{values[f][m].mean():.4f}" for m in JUDGED),
            "in use" if f == Fusion() else "",
        ]
        for f in order
    ]
    print(table(["sense", "words", "asked", "twin", *JUDGED, ""], rows, left=0))
    best = order[0]
    mean, interval = paired_difference(
        values[Fusion()]["ndcg@10"].tolist(), values[best]["ndcg@10"].tolist(), chosen.seed
    )
    print(
        f"\nbest against in use, ndcg@10 over {len(cases)} questions: {mean:+.4f} [{interval[0]:+.4f}, {interval[1]:+.4f}]"
    )
    if chosen.json:
        cells = [asdict(f) | {m: float(values[f][m].mean()) for m in JUDGED} for f in order]
        write_json(chosen.json, {"n": len(cases), "best_against_in_use": [mean, *interval], "grid": cells})
    return 0


def _prepared(case: Case, assistant: Assistant) -> Prepared:
    query = assistant.searcher.read(case.question)
    return Prepared(case, query, embed(query, assistant.embeddings), points_by_section(case, assistant))


def values_of(fusion: Fusion, prepared: Sequence[Prepared], generation: Generation) -> dict[str, np.ndarray]:
    """Each metric over the questions, in order."""
    scores = []
    for p in prepared:
        hits = fused_hits(generation, p.query, p.vector, ANSWERS, fusion)[:10]
        seen = Observation({"hits": [{"section": h.passage.section} for h in hits]}, {"points": p.held})
        scores.append(score(p.case, seen))
    return {metric: np.array([s[metric].value for s in scores]) for metric in JUDGED}
