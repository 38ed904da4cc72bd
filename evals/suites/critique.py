"""Suite ``critique``: one pasted clause, the problems planted in it, and what must not be said of it."""

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from assistant.serialise import critique_object
from assistant.wiring import Assistant
from evals.critique_examples import PLAYBOOK
from evals.metrics.findings import ISSUES, described, found, matches, names_basis, planted
from evals.records import Case, Observation, Score, Scores


def observe(case: Case, assistant: Assistant) -> Observation:
    """Critique the clause; then critique each rewrite on its own, and look up every article named."""
    from assistant.critique.critic import Side  # here, so that a broken critique costs its own suite only

    clause, side = str(case.data["clause"]), Side(case.data.get("side") or "buyer")
    started = time.perf_counter()
    output = critique_object(assistant.critique(clause, side))
    spent = round((time.perf_counter() - started) * 1000, 2)
    rewrites = [c["rewrite"]["text"] for c in output["clauses"]]
    again = [critique_object(assistant.critique(text, side)) if text else None for text in rewrites]
    articles = [tuple(b) for f in all_findings(output) for b in f["basis"]]
    return Observation(
        output,
        {
            "ms": spent,
            "recheck": [sorted({f["kind"] for f in all_findings(o)}) if o else None for o in again],
            "articles": [assistant.statutes.look_up(str(law), int(n)).citable for law, n in articles],
        },
    )


def score(case: Case, observation: Observation) -> Scores:
    """Problems found, nothing false, quotes and articles that hold, rewrites that clear."""
    output, evidence, clause = observation.output, observation.evidence, str(case.data["clause"])
    findings = all_findings(output)
    wanted, unwanted = case.data.get("must_find") or [], case.data.get("must_not_find") or []
    scores: Scores = {"latency_ms": Score(float(evidence["ms"]))}
    if findings:
        scores["quote_exact"] = Score(_share([clause[f["start"] : f["end"]] == f["quote"] for f in findings]))
    if evidence["articles"]:
        scores["basis_valid"] = Score(_share(evidence["articles"]))
    if wanted:
        scores |= _problem_scores(wanted, findings) | _rewrite_scores(output, evidence["recheck"])
    if unwanted:
        false = [f for f in findings if any(matches(entry, f) for entry in unwanted)]
        reason = "; ".join(f"{f['id']}: {f['quote']}" for f in false)
        scores["critique_false_risk"] = Score(float(bool(false)), 1.0, reason)
    if types := case.data.get("types"):
        seen = {t for c in output["clauses"] for t in c["types"]}
        named = seen | {alias for name in seen for alias in other_names().get(name, ())}
        scores["critique_types"] = Score(_share([t in named for t in types]), 1.0, f"seen: {'、'.join(sorted(seen))}")
    return scores


@cache
def other_names() -> dict[str, tuple[str, ...]]:
    """By the name of each clause type, the other names that the playbook gives it."""
    from assistant.critique.playbook import load_playbook

    return {kind.name: kind.also for kind in load_playbook(PLAYBOOK).types}


def all_findings(output: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of all clauses of a ``critique --json`` object."""
    return [finding for clause in output["clauses"] for finding in clause["findings"]]


def _problem_scores(wanted: list[Any], findings: list[dict[str, Any]]) -> Scores:
    hits = found(wanted, findings)
    missed = "; ".join(described(e) for e, hit in zip(wanted, hits, strict=True) if not hit)
    issues = [f for f in findings if f["kind"] in ISSUES]
    scores = {
        "critique_recall": Score(
            _share(hits), 1.0, f"{sum(hits)} of {len(hits)}" + (f", not: {missed}" if missed else "")
        ),
        "critique_recall_micro": Score(_share(hits), float(len(hits))),
        "false_no_issue": Score(float(not issues)),
    }
    if issues:
        scores["critique_precision"] = Score(_share(planted(wanted, issues)))
    based = [e for e in wanted if isinstance(e, dict) and e.get("basis")]
    met = [(e, [f for f in findings if matches(e, f, with_basis=False)]) for e in based]
    if judged := [any(names_basis(e, f) for f in fs) for e, fs in met if fs]:
        scores["basis_accuracy"] = Score(_share(judged))
    return scores


def _rewrite_scores(output: dict[str, Any], recheck: list[list[str] | None]) -> Scores:
    """Over the clauses with an issue; a clause without a rewrite does not clear, nor does a flaw that went unseen."""
    cleared, again = [], []
    for clause, kinds in zip(output["clauses"], recheck, strict=True):
        if any(f["kind"] in ISSUES for f in clause["findings"]):
            rewrite = clause["rewrite"]
            cleared.append(bool(rewrite["text"]) and not any(f["kind"] in ISSUES for f in rewrite["findings_after"]))
            again.append(kinds is not None and not set(kinds) & set(ISSUES))
    return {"rewrite_clears": Score(_share(cleared)), "rewrite_recheck": Score(_share(again))}


def _share(held: list[bool]) -> float:
    return sum(held) / len(held) if held else 0.0


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    yield from ("quote_exact", "basis_valid")
    if case.data.get("must_find"):
        yield from ("critique_recall", "critique_recall_micro", "false_no_issue", "critique_precision")
        yield from ("rewrite_clears", "rewrite_recheck")
        if any(isinstance(entry, dict) and entry.get("basis") for entry in case.data["must_find"]):
            yield "basis_accuracy"
    if case.data.get("must_not_find"):
        yield "critique_false_risk"
    if case.data.get("types"):
        yield "critique_types"
