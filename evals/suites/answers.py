"""Suites ``answers`` and ``abstention``: one question, answerable or not."""

from collections.abc import Iterator

from assistant.wiring import Assistant
from evals.records import Case, Observation, Score, Scores
from evals.suites.questions import earlier_turns, expectation_scores, latency, point_scores, shown, source_scores

LEVELS = ("far", "other-law", "trap")


def observe(case: Case, assistant: Assistant) -> Observation:
    """Ask the question with the case's history."""
    answer = assistant.ask(str(case.data["question"]), earlier_turns(case.data.get("history") or []))
    return Observation(*shown(assistant, answer))


def score(case: Case, observation: Observation) -> Scores:
    """All that can be said of one answer."""
    output = observation.output
    scores = source_scores([output], [dict(observation.evidence)]) | expectation_scores(output, dict(case.data))
    if case.answerable:
        scores |= point_scores([output], [case.points])
        scores["wrong_refusal"] = Score(float(output["refused"]), 1.0, f"confidence {output['confidence']}")
    else:
        wrong = Score(float(not output["refused"]), 1.0, f"confidence {output['confidence']}")
        scores |= dict.fromkeys(_error_names(case), wrong)
    return scores | latency([output])


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    if not case.answerable:
        yield from _error_names(case)
    else:
        yield from ("wrong_refusal", "citation_exact", "citation_recall", "citation_precision", "basis_valid")
        if case.points:
            yield from ("point_recall", "point_recall_micro")
        if case.data.get("spans"):
            yield from ("span_precision", "span_recall")
    named = {"statutes": "statute_recall", "sections": "section_recall", "must_not": "must_not_hit"}
    yield from (metric for key, metric in named.items() if case.data.get(key))


def _error_names(case: Case) -> list[str]:
    level = case.data.get("level")
    return ["wrong_answer", *([f"wrong_answer_{level}"] if level in LEVELS else [])]
