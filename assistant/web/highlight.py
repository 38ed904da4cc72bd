"""A text cut where highlights begin and end, so that overlapping ones can be shown in place."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` is to be marked as ``key``."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same highlights; ``first`` names those that begin here."""

    text: str
    keys: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source; ``bullet`` lines lose their dash."""

    pieces: tuple[Piece, ...]
    bullet: bool = False


def cut(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """``text[start:end]`` as pieces; the pieces' texts joined are exactly that text."""
    end = len(text) if end is None else end
    inside = [s for s in spans if s.start < s.end and s.start < end and s.end > start]
    edges = sorted({start, end, *(max(s.start, start) for s in inside), *(min(s.end, end) for s in inside)})
    begun: set[str] = set()
    pieces: list[Piece] = []
    for left, right in itertools.pairwise(edges):
        keys = tuple(s.key for s in inside if s.start <= left and right <= s.end)
        first = tuple(key for key in keys if key not in begun)
        begun.update(keys)
        pieces.append(Piece(text[left:right], keys, first))
    return tuple(pieces)


def lines(text: str, spans: Sequence[Span]) -> tuple[Line, ...]:
    """Each line of ``text`` that is not blank."""
    found: list[Line] = []
    position = 0
    for row in text.split("\n"):
        begin = position + (2 if row.startswith("- ") else 0)
        if row.strip():
            found.append(Line(cut(text, spans, begin, position + len(row)), begin > position))
        position += len(row) + 1
    return tuple(found)
