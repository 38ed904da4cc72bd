"""Critique findings against planted problems.

Precision and recall over findings as in the contract-review data set CUAD (Hendrycks et al. 2021), with the match
that the case format defines: every key that an entry gives must hold of one and the same finding.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.metrics.points import holds_any

ISSUES = ("risk", "vague", "missing")
Entry = str | Mapping[str, Any]


def matches(entry: Entry, finding: Mapping[str, Any], *, with_basis: bool = True) -> bool:
    """Whether a finding is what the entry describes; an entry is a finding's id, or what must be true of it."""
    if isinstance(entry, str):
        return bool(finding["id"] == entry)
    if "id" in entry and finding["id"] != entry["id"]:
        return False
    if entry.get("kind") and finding["kind"] not in _listed(entry["kind"]):
        return False
    if entry.get("quote_contains") and not holds_any(finding["quote"], _listed(entry["quote_contains"])):
        return False
    if entry.get("about") and not holds_any(f"{finding['why']}\n{finding['suggestion']}", _listed(entry["about"])):
        return False
    return not with_basis or not entry.get("basis") or names_basis(entry, finding)


def names_basis(entry: Mapping[str, Any], finding: Mapping[str, Any]) -> bool:
    """Whether the finding rests on one of the articles that the entry accepts."""
    named = {(str(law), int(article)) for law, article in finding["basis"]}
    return any((str(law), int(article)) in named for law, article in entry["basis"])


def found(entries: Sequence[Entry], findings: Sequence[Mapping[str, Any]]) -> list[bool]:
    """For each planted problem, whether any finding matches it."""
    return [any(matches(entry, finding) for finding in findings) for entry in entries]


def planted(entries: Sequence[Entry], findings: Sequence[Mapping[str, Any]]) -> list[bool]:
    """For each finding, whether it matches any planted problem (its basis aside)."""
    return [any(matches(entry, finding, with_basis=False) for entry in entries) for finding in findings]


def described(entry: Entry) -> str:
    """An entry in a few words, for people."""
    if isinstance(entry, str):
        return entry
    words = _listed(entry.get("quote_contains") or entry.get("about") or entry.get("id") or "anything")
    return f"{'/'.join(_listed(entry.get('kind') or 'any'))} {words[0]}"


def first_kind(entry: Entry) -> str:
    """The kind that an entry is counted under."""
    return _listed(entry.get("kind") or "any")[0] if isinstance(entry, Mapping) else "any"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value]
