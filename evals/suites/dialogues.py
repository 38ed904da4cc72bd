"""Suite ``dialogues``: every turn is asked with the assistant's own earlier answers as history."""

from collections.abc import Iterator
from typing import Any

from assistant.records import Turn
from assistant.wiring import Assistant
from evals.records import Case, Observation, Score, Scores
from evals.suites.questions import latency, point_scores, shown, source_scores


def observe(case: Case, assistant: Assistant) -> Observation:
    """Hold the conversation; ``output`` is the list of the turns' objects."""
    history: list[Turn] = []
    outputs, evidence = [], []
    for turn in case.data["turns"]:
        answer = assistant.ask(str(turn["question"]), history)
        history.append(Turn(str(turn["question"]), answer.answer))
        output, seen = shown(assistant, answer)
        outputs.append(output)
        evidence.append(seen)
    return Observation(outputs, {"turns": evidence})


def score(case: Case, observation: Observation) -> Scores:
    """Points of all turns together; a turn may say ``"answerable": false``."""
    turns, outputs = case.data["turns"], observation.output
    points = [Case(case.id, case.suite, t).points if _answerable(t) else [] for t in turns]
    scores = point_scores(outputs, points) | source_scores(outputs, observation.evidence["turns"]) | latency(outputs)
    refused = [bool(o["refused"]) for o, t in zip(outputs, turns, strict=True) if _answerable(t)]
    answered = [not o["refused"] for o, t in zip(outputs, turns, strict=True) if not _answerable(t)]
    if refused:
        numbers = [str(n) for n, r in enumerate(refused, start=1) if r]
        reason = f"turn {', '.join(numbers)}" if numbers else ""
        scores["wrong_refusal"] = Score(sum(refused) / len(refused), 1.0, reason)
    if answered:
        scores["wrong_answer"] = Score(sum(answered) / len(answered))
    return scores


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    yield from ("citation_exact", "citation_recall", "citation_precision", "basis_valid")
    turns = case.data["turns"]
    if any(_answerable(t) for t in turns):
        yield "wrong_refusal"
    if any(_answerable(t) and t.get("points") for t in turns):
        yield from ("point_recall", "point_recall_micro")
    if not all(_answerable(t) for t in turns):
        yield "wrong_answer"


def _answerable(turn: dict[str, Any]) -> bool:
    return bool(turn.get("answerable", True))
