"""Suite ``retrieval``: what the search finds for the questions of ``answers``, before anything is composed.

Where a case names ``sections``, these are relevant and the metrics are the textbook ones. Where it does not, the
points stand in: a section's grade is the share of the points that its text holds; recall@k is the share of the points
that the first k sections hold together; nDCG@k orders by grade, the ideal taken over the whole index; MRR@k looks for
the first section with half of the points. No lay question of the guidance is used: it would find itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.retrieval.hybrid import ANSWERS
from assistant.serialise import hit_object
from assistant.wiring import Assistant
from evals.metrics.points import met_points
from evals.metrics.ranking import ndcg_at, recall_at, reciprocal_rank
from evals.records import Case, Observation, Score, Scores

DEPTH = 10
HALF = 0.5


def observe(case: Case, assistant: Assistant) -> Observation:
    """The object of ``search --json``; the grades of all sections of the index besides."""
    found = assistant.searcher.search(str(case.data["question"]), DEPTH)
    output = {"query": found.query, "hits": [hit_object(h) for h in found.hits], "timings_ms": found.timings_ms}
    return Observation(output, {"points": points_by_section(case, assistant)})


def points_by_section(case: Case, assistant: Assistant) -> dict[str, list[bool]]:
    """Which points each section holds, for sections that hold any."""
    if case.data.get("sections") or not case.points:
        return {}
    passages = [p for p in assistant.searcher.reader.current().passages if p.kind in ANSWERS]
    held = {p.section: met_points(p.text, case.points) for p in passages}
    return {section: points for section, points in held.items() if any(points)}


def score(case: Case, observation: Observation) -> Scores:
    """Ranking metrics by named sections, else by points."""
    ranked = [str(hit["section"]) for hit in observation.output["hits"]]
    if sections := case.data.get("sections"):
        return _scores(ranked, dict.fromkeys(map(str, sections), 1.0))
    held = observation.evidence["points"]
    number = len(case.points)
    if not number:
        return {}
    grades = {section: sum(points) / number for section, points in held.items()}
    scores = _scores(ranked, grades)
    scores["recall@5"] = Score(_covered(ranked[:5], held, number))
    scores["recall@10"] = Score(_covered(ranked[:10], held, number))
    scores["mrr@10"] = Score(reciprocal_rank(ranked, {s: g for s, g in grades.items() if g >= HALF}, 10))
    scores["content_coverage"] = Score(_covered(list(held), held, number))
    return scores


def _scores(ranked: Sequence[str], grades: dict[str, float]) -> Scores:
    shown = f"first: {', '.join(ranked[:3])}"
    return {
        "recall@5": Score(recall_at(ranked, grades, 5)),
        "recall@10": Score(recall_at(ranked, grades, 10)),
        "ndcg@10": Score(ndcg_at(ranked, grades, 10), 1.0, shown),
        "mrr@10": Score(reciprocal_rank(ranked, grades, 10)),
    }


def _covered(sections: Sequence[str], held: dict[str, Any], number: int) -> float:
    rows = [held[s] for s in sections if s in held]
    return sum(any(row[i] for row in rows) for i in range(number)) / number


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    if case.points or case.data.get("sections"):
        yield from ("recall@5", "recall@10", "ndcg@10", "mrr@10")
    if case.points and not case.data.get("sections"):
        yield "content_coverage"
