"""Passages out of guidance, statutes and documents.

A document's chunks are consecutive spans: put together they are its kept text, nothing lost and nothing twice.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from assistant.chunking.numbering import Heading, find_headings
from assistant.chunking.tokens import count_tokens
from assistant.documents.declined import DeclinedField
from assistant.records import Passage, Section, SourceKind, SourceText
from assistant.statutes import Article
from assistant.text import sentences

CHUNKER = "clauses-3"  # changes whenever the same text would be cut otherwise; a new value re-chunks every source
BUDGET = 320  # tokens; the embedding model reads 512, and a Chinese clause of 300 characters takes about 350
SMALLEST = 40  # tokens; a shorter piece joins its neighbour under the same heading


def passage_id(*parts: object) -> str:
    """Sixteen hexadecimal digits that change when any part does."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def guidance_passage(section: Section) -> Passage:
    """A section is one passage: its authors made it answer-ready."""
    return Passage(
        id=passage_id(section.ref, section.title, section.start, section.body, *section.questions, *section.basis),
        kind=SourceKind.GUIDANCE,
        source=section.source,
        section=section.ref,
        title=section.title,
        headings=(section.document_title, section.title),
        text=section.body,
        start=section.start,
        end=section.end,
        topic=section.topic,
        questions=section.questions,
        basis=section.basis,
        reviewed=section.reviewed,
    )


def statute_passage(article: Article) -> Passage:
    """An article is one passage, found by its text and its chapter."""
    basis = article.basis
    return Passage(
        id=passage_id(basis.ref, article.text),
        kind=SourceKind.STATUTE,
        source=f"statutes/{basis.law}",
        section=basis.ref,
        title=str(basis),
        headings=(basis.law, article.chapter),
        text=article.text,
        start=0,
        end=len(article.text),
        topic="statutes",
        basis=(basis,),
    )


class Outline:
    """The headings of one text, each with those above it, so that a place finds its path without walking them all."""

    def __init__(self, headings: tuple[Heading, ...]) -> None:
        self._headings = headings
        self._starts = [h.start for h in headings]
        self._paths: list[tuple[Heading, ...]] = []
        path: tuple[Heading, ...] = ()
        for heading in headings:
            path = (*(h for h in path if h.level < heading.level), heading)
            self._paths.append(path)

    def path(self, text: str, start: int, end: int) -> tuple[str, ...]:
        """The headings above and at ``start``, widest first; a chunk that opens with headings counts them too."""
        start += len(text[start:end]) - len(text[start:end].lstrip())
        last = bisect_right(self._starts, start) - 1
        while 0 <= last < len(self._headings) - 1:
            following = self._headings[last + 1]
            if following.start >= end or self._headings[last].end < following.start - 2:
                break
            last += 1
        path = self._paths[last] if last >= 0 else ()
        return tuple(" ".join(part for part in (h.label.strip("#"), h.title) if part) for h in path)


def declined_passage(field: DeclinedField, source: str) -> Passage:
    """A field that is not covered is one passage: its text says whom to ask, its questions are what to decline."""
    return Passage(
        id=passage_id(source, field.name, field.ask, *field.examples),
        kind=SourceKind.DECLINED,
        source=source,
        section=f"{source}#{field.name}",
        title=field.name,
        headings=(field.name,),
        text=field.ask,
        start=0,
        end=len(field.ask),
        topic="declined",
        questions=field.examples,
    )


def document_passages(document: SourceText, *, budget: int = BUDGET) -> list[Passage]:
    """Chunks of a document, cut at its own headings, each within ``budget`` tokens where a sentence allows."""
    headings = find_headings(document.text)
    chunks = [chunk for span in document.kept for chunk in _chunk(document.text, span, headings, budget)]
    outline = Outline(headings)
    return [_passage(document, outline, start, end) for start, end in chunks]


def _chunk(text: str, span: tuple[int, int], headings: tuple[Heading, ...], budget: int) -> list[tuple[int, int]]:
    begin, finish = span
    cuts = [begin, *(h.start for h in headings if begin < h.start < finish), finish]
    pieces = [p for pair in pairwise(cuts) for p in _within_budget(text, *pair, budget)]
    titles = {h.start for h in headings if h.level <= 4}
    ends = (*(h.start for h in headings[1:]), len(text))
    bare = {h.start for h, end in zip(headings, ends, strict=False) if _is_bare(text, h, end)}
    return _joined(text, _with_what_follows(text, pieces, bare, budget), titles, budget)


def _is_bare(text: str, heading: Heading, end: int) -> bool:
    """True for a heading that stands alone, above the next one."""
    return not text[heading.end : min(end, heading.end + 80)].strip(" \t\u3000\n:\uff1a")


def _step(text: str, left: int, right: int, budget: int) -> int:
    """How many characters of a sentence fit into the budget, all where they do; very long ones are not counted."""
    length = right - left
    tokens = count_tokens(text[left:right]) if length <= 4 * budget else length
    return length if tokens <= budget else max(1, length * budget * 2 // (tokens * 3))


def _with_what_follows(
    text: str, pieces: Iterable[tuple[int, int]], bare: set[int], budget: int
) -> list[tuple[int, int]]:
    """Bare headings go with the piece below them, never to the end of the chunk above."""
    joined: list[tuple[int, int]] = []
    above = -1
    for start, end in pieces:
        if above in bare and count_tokens(text[joined[-1][0] : end]) <= budget:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        above = start
    return joined


def _within_budget(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    """Split where sentences begin; a sentence beyond the budget is cut by characters rather than dropped."""
    begin = start
    for left, right in _bounded_sentences(text, start, end, budget):
        if left > begin and count_tokens(text[begin:right]) > budget:
            yield begin, left
            begin = left
    if begin < end:
        yield begin, end


def _bounded_sentences(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    for left, right in sentences(text[start:end], start):
        step = _step(text, left, right, budget)
        yield from ((cut, min(cut + step, right)) for cut in range(left, right, step))


def _joined(text: str, pieces: Iterable[tuple[int, int]], titles: set[int], budget: int) -> list[tuple[int, int]]:
    """Join small neighbours; a new article or title always begins its own chunk unless what precedes is tiny."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined:
            before = joined[-1][0]
            small = count_tokens(text[before:start]) < SMALLEST
            fits = count_tokens(text[before:end]) <= budget
            if fits and (small or start not in titles):
                joined[-1] = (before, end)
                continue
        joined.append((start, end))
    return joined


def _passage(document: SourceText, outline: Outline, start: int, end: int) -> Passage:
    text = document.text[start:end]
    path = outline.path(document.text, start, end)
    page = None
    if document.pages:
        page = document.pages[max(0, bisect_right(document.pages, (start, 1 << 30)) - 1)][1]
    return Passage(
        id=passage_id(document.source, start, text),
        kind=SourceKind.DOCUMENT,
        source=document.source,
        section=f"{document.source}#{start}",
        title=path[-1] if path else document.title,
        headings=(document.title, *path),
        text=text,
        start=start,
        end=end,
        page=page,
    )
