"""Suite ``grounding``: adversarial edits of a source sentence against the grounding module."""

from collections.abc import Iterator
from dataclasses import asdict

from assistant.grounding.quotes import Support, check_quote
from assistant.wiring import Assistant
from evals.records import Case, Observation, Score, Scores


def observe(case: Case, assistant: Assistant) -> Observation:
    """The module's verdict on the claim."""
    return Observation(asdict(check_quote(str(case.data["claim"]), str(case.data["source"]))))


def score(case: Case, observation: Observation) -> Scores:
    """Supported means equal but for white space, width and punctuation."""
    accepted = observation.output["support"] == Support.EXACT
    supported = bool(case.data["supported"])
    reason = f"{observation.output['support']} ({case.data.get('edit', 'no edit named')})"
    error = "grounding_false_reject" if supported else "grounding_false_accept"
    wrong = Score(float(accepted != supported), 1.0, reason)
    return {"grounding_accuracy": Score(float(accepted == supported), 1.0, reason), error: wrong}


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    yield from ("grounding_accuracy", "grounding_false_reject" if case.data["supported"] else "grounding_false_accept")
