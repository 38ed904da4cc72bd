"""Records as the JSON objects that other programs rely on; keys and their order are a contract."""

from dataclasses import asdict
from typing import Any

from assistant.records import Answer, Basis, ClauseReview, ContractGap, Critique, Finding, Hit
from assistant.retrieval.hybrid import Found


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
        "contract_gaps": [_with_basis(gap) for gap in critique.contract_gaps],
        "verdict": critique.verdict,
        "priorities": [asdict(p) for p in critique.priorities],
        "money": [asdict(m) for m in critique.money],
        "notices": list(critique.notices),
        "side": critique.side,
    }


def _clause(clause: ClauseReview) -> dict[str, Any]:
    return {
        "start": clause.start,
        "end": clause.end,
        "heading": clause.heading,
        "types": list(clause.types),
        "findings": [_with_basis(f) for f in clause.findings],
        "rewrite": {
            "text": clause.rewrite.text,
            "findings_after": [_with_basis(f) for f in clause.rewrite.findings_after],
            "source": clause.rewrite.source,
            "redline": [list(piece) for piece in clause.rewrite.redline],
        },
        "ladder": [asdict(step) for step in clause.ladder],
        "vendor_message": clause.vendor_message,
    }


def _with_basis(record: Finding | ContractGap) -> dict[str, Any]:
    return asdict(record) | {"basis": [_basis(b) for b in record.basis]}


def _basis(basis: Basis) -> list[Any]:
    return [basis.law, basis.article]


def found_object(found: Found) -> dict[str, Any]:
    """What ``search --json`` prints."""
    return {"query": found.query, "hits": [hit_object(h) for h in found.hits], "timings_ms": found.timings_ms}


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
