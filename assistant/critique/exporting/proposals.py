"""What the vendor is asked to change, as edits of the text: the rewrite of a clause, or a text to stand beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.critique.checking import PROBLEMS
from assistant.critique.redline import redline
from assistant.critique.typesetting import like
from assistant.records import ClauseReview, Critique

PREFERRED = "首选"
SCRAP = 3  # characters
CELLS = " | "
SIGNATURES = re.compile("[^\n。；]{0,40}(?:盖章|签章|签字|签署页|法定代表人|授权代表|委托代理人)[^\n。；]{0,4}[:：)）]")
PRECEDENCE = "本条上述约定与以下约定不一致的,以以下约定为准:"


@dataclass(frozen=True, slots=True)
class Change:
    """At ``start`` of the text, ``removed`` makes way for ``added``; either may be empty."""

    start: int
    removed: str
    added: str


def changes(text: str, critique: Critique) -> tuple[Change, ...]:
    """The edits of every clause in the order of the text."""
    return tuple(change for clause in critique.clauses for change in _of_clause(text, clause))


def _of_clause(text: str, clause: ClauseReview) -> Iterator[Change]:
    if not any(f.kind in PROBLEMS for f in clause.findings):
        return
    if clause.rewrite.text and clause.rewrite.source != "ladder":
        rewritten = tuple(_of_rewrite(text, clause))
        if not any(_touches_form(text, clause, change) for change in rewritten):
            yield from rewritten
            return
    if preferred := next((s.text for s in clause.ladder if s.rung == PREFERRED), ""):
        # Replacing the clause could lose its amounts and dates: the offered text takes precedence over it instead.
        yield Change(_end_of_terms(text, clause), "", f"\n{like(PRECEDENCE, text)}{preferred}")


def _touches_form(text: str, clause: ClauseReview, change: Change) -> bool:
    """Whether a change would rewrite a table's row or reach into the lines for the signatures."""
    signatures = SIGNATURES.search(text, clause.start, clause.end)
    ends = change.start + len(change.removed)
    return CELLS in change.removed or (signatures is not None and ends > signatures.start())


def _end_of_terms(text: str, clause: ClauseReview) -> int:
    """Behind the last sentence, before any lines for the signatures."""
    signatures = SIGNATURES.search(text, clause.start, clause.end)
    end = signatures.start() if signatures else clause.end
    stops = [text.rfind(mark, clause.start, end) + 1 for mark in "。；;"]
    return max(stops) or clause.end


def _of_rewrite(text: str, clause: ClauseReview) -> Iterator[Change]:
    before = text[clause.start : clause.end]
    pieces: Sequence[tuple[str, str]] = clause.rewrite.redline
    if "".join(piece for op, piece in pieces if op != "insert") != before:
        pieces = redline(before, clause.rewrite.text)
    at, removed, added = clause.start, "", ""
    for index, (op, piece) in enumerate(pieces):
        if op == "delete":
            removed += piece
        elif op == "insert":
            added += piece
        elif (removed or added) and index + 1 < len(pieces) and _is_scrap(piece):
            removed, added = removed + piece, added + piece
        else:
            if removed or added:
                yield Change(at, removed, added)
            at, removed, added = at + len(removed) + len(piece), "", ""
    if removed or added:
        yield Change(at, removed, added)


def _is_scrap(piece: str) -> bool:
    """A word or a comma that two changes happen to leave standing: read more easily as part of them."""
    return len(piece) <= SCRAP and "\n" not in piece


def changed(text: str, made: Sequence[Change]) -> str:
    """The text with its changes accepted."""
    for change in reversed(made):
        text = text[: change.start] + change.added + text[change.start + len(change.removed) :]
    return text
