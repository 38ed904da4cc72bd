"""Character spans: precision and recall of quoted text against marked text.

LegalBench-RAG (Pipitone & Alami 2024): precision is the share of retrieved characters that are marked, recall the
share of marked characters that are retrieved. Overlapping spans of one file are merged first, so that no character
counts twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` of one source."""

    source: str
    start: int
    end: int


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters as spans that do not touch."""
    out: list[Span] = []
    for span in sorted(s for s in spans if s.end > s.start):
        if out and out[-1].source == span.source and span.start <= out[-1].end:
            out[-1] = Span(span.source, out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def precision_and_recall(retrieved: Iterable[Span], marked: Iterable[Span]) -> tuple[float, float]:
    """Both shares; 0 where the side it is a share of is empty."""
    found, wanted = merged(retrieved), merged(marked)
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start)) for a in found for b in wanted if a.source == b.source
    )
    return _share(shared, found), _share(shared, wanted)


def _share(shared: int, spans: list[Span]) -> float:
    length = sum(s.end - s.start for s in spans)
    return shared / length if length else 0.0
