"""Suite ``statutes``: a mention of an article, with or without a quoted text, against the statute gate."""

from collections.abc import Iterator

from assistant.grounding.statute_gate import Ruling, rule_on, rule_on_claim
from assistant.wiring import Assistant
from evals.records import Case, Observation, Score, Scores

PASSING = {Ruling.IN_FORCE.value, Ruling.EXACT.value}


def observe(case: Case, assistant: Assistant) -> Observation:
    """The gate's ruling; ``ruling`` is empty where it saw no mention at all."""
    mentions = rule_on(str(case.data["mention"]), assistant.statutes)
    if not mentions:
        return Observation({"ruling": "", "law": "", "article": 0})
    seen = mentions[0]
    if claimed := case.data.get("text"):
        seen = rule_on_claim(seen.law, seen.article, str(claimed), assistant.statutes)
    return Observation({"ruling": str(seen.ruling), "law": seen.law, "article": seen.article})


def score(case: Case, observation: Observation) -> Scores:
    """The verdict, and the two errors of a gate."""
    ruling, accepted = observation.output["ruling"], accepted_verdicts(case)
    reason = f"{ruling or 'no mention seen'}, expected {'/'.join(accepted)}"
    scores = {"statute_verdict": Score(float(ruling in accepted), 1.0, reason)}
    if set(accepted) & PASSING:
        scores["statute_false_block"] = Score(float(ruling not in PASSING), 1.0, reason)
    else:
        scores["statute_false_pass"] = Score(float(ruling in PASSING), 1.0, reason)
    return scores


def accepted_verdicts(case: Case) -> list[str]:
    """The verdict, then others that are acceptable."""
    return [str(case.data["verdict"]), *map(str, case.data.get("verdict_also") or [])]


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    yield "statute_verdict"
    yield "statute_false_block" if set(accepted_verdicts(case)) & PASSING else "statute_false_pass"
