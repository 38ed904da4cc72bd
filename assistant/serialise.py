"""Records as the JSON objects that other programs rely on; keys and their order are a contract."""

from dataclasses import asdict
from typing import Any

from assistant.records import Answer, Basis, ClauseReview, Critique, Finding, Hit


def answer_object(answer: Answer) -> dict[str, Any]:
    """What ``ask --json`` prints."""
    return {
        "question": answer.question,
        "answer": answer.answer,
        "refused": answer.refused,
        "confidence": answer.confidence,
        "mode": answer.mode,
        "citations": [asdict(c) for c in answer.citations],
        "statutes": [asdict(s) for s in answer.statutes],
        "notices": list(answer.notices),
        "timings_ms": answer.timings_ms,
        "restated": answer.restated,
        "follow_ups": list(answer.follow_ups),
        "nearest": list(answer.nearest),
    }


def critique_object(critique: Critique) -> dict[str, Any]:
    """What ``critique --json`` prints; offsets count characters of the text as given."""
    return {
        "clauses": [_clause(clause) for clause in critique.clauses],
        "contract_gaps": list(critique.contract_gaps),
        "verdict": critique.verdict,
    }


def _clause(clause: ClauseReview) -> dict[str, Any]:
    return {
        "start": clause.start,
        "end": clause.end,
        "heading": clause.heading,
        "types": list(clause.types),
        "findings": [_finding(f) for f in clause.findings],
        "rewrite": {
            "text": clause.rewrite.text,
            "findings_after": [_finding(f) for f in clause.rewrite.findings_after],
        },
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"basis": [_basis(b) for b in finding.basis]}


def _basis(basis: Basis) -> list[Any]:
    return [basis.law, basis.article]


def hit_object(hit: Hit) -> dict[str, Any]:
    """One row of ``search --json``."""
    passage = hit.passage
    return {
        "section": passage.section,
        "source": passage.source,
        "kind": passage.kind,
        "title": passage.title,
        "headings": list(passage.headings),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "score": round(hit.score, 6),
        "dense": round(hit.dense, 6),
        "lexical": round(hit.lexical, 4),
    }
