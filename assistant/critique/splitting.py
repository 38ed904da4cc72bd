"""A contract cut into its clauses at 第X条, 一、 or 1., numbering kept; one pasted clause stays whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.chunking.numbering import Heading, find_headings

LONGEST_CLAUSE = 20_000
FEWEST = 2  # headings of one family from which a text is cut
CONTRACT = 5  # clauses from which a text counts as a whole contract
NUMBER_ONLY = re.compile(r"[0-9\uff10-\uff19.\uff0e]+")
TOP = re.compile(r"[0-9\uff10-\uff19]{1,2}[.\uff0e、]?")
FAMILIES: tuple[Callable[[Heading], bool], ...] = (
    lambda h: (
        (h.label.startswith("第") and h.label.endswith("条")) or (h.label[:1].isascii() and h.label[:1].isalpha())
    ),
    lambda h: bool(re.fullmatch(r"[一二三四五六七八九十]{1,3}[、.\uff0e]", h.label)),
    lambda h: bool(TOP.fullmatch(h.label)) and bool(h.title),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One clause of a text; the heading is its label and title."""

    start: int
    end: int
    heading: str


def split(text: str) -> tuple[Part, ...]:
    """The clauses in order; what stands before the first is a part without a heading."""
    headings = find_headings(text)
    for belongs in FAMILIES:
        chosen = [h for h in headings if belongs(h)]
        if len(chosen) >= FEWEST and len({h.label for h in chosen}) >= FEWEST:
            return _cut(text, chosen, headings)
    first = [h for h in headings if any(belongs(h) for belongs in FAMILIES)] or list(headings[:1])
    title = _title(first[0]) if first else ""
    return tuple(_bounded(text, Part(*_trimmed(text, 0, len(text)), title)))


def _cut(text: str, chosen: list[Heading], headings: tuple[Heading, ...]) -> tuple[Part, ...]:
    widest = min(h.level for h in chosen)
    # A chapter's title above an article belongs to the article that follows it.
    starts = [_with_chapter(h, headings, widest) for h in chosen]
    ends = [*starts[1:], len(text)]
    parts = [Part(0, starts[0], "")] if text[: starts[0]].strip() else []
    parts += [Part(s, e, _title(h)) for s, e, h in zip(starts, ends, chosen, strict=True)]
    trimmed = [Part(*_trimmed(text, p.start, p.end), p.heading) for p in parts]
    return tuple(piece for part in trimmed if part.end > part.start for piece in _bounded(text, part))


def _with_chapter(heading: Heading, headings: tuple[Heading, ...], widest: int) -> int:
    start = heading.start
    for other in reversed([h for h in headings if h.end <= heading.start]):
        if other.level < widest and start - other.end <= 4:
            start = other.start
        else:
            break
    return start


def _title(heading: Heading) -> str:
    title = "" if NUMBER_ONLY.fullmatch(heading.title) else heading.title
    return " ".join(p for p in (heading.label.strip("#").strip(), title) if p)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _bounded(text: str, part: Part) -> list[Part]:
    """A part beyond the limit, cut at line ends where it has any."""
    pieces, start = [], part.start
    while part.end - start > LONGEST_CLAUSE:
        cut = text.rfind("\n", start + 1, start + LONGEST_CLAUSE)
        cut = cut if cut > start else start + LONGEST_CLAUSE
        pieces.append(Part(start, cut, part.heading))
        start = cut
    return [*pieces, Part(start, part.end, part.heading)]
