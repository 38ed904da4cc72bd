"""Passages out of guidance, statutes and documents.

A document's chunks are consecutive spans: put together they are its kept text, nothing lost and nothing twice.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from assistant.chunking.numbering import Heading, find_headings
from assistant.chunking.tokens import count_tokens
from assistant.records import Passage, Section, SourceKind, SourceText
from assistant.statutes import Article
from assistant.text import sentences

CHUNKER = "clauses-2"  # changes whenever the same text would be cut otherwise; a new value re-chunks every source
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


def document_passages(document: SourceText, *, budget: int = BUDGET) -> list[Passage]:
    """Chunks of a document, cut at its own headings, each within ``budget`` tokens where a sentence allows."""
    headings = find_headings(document.text)
    chunks = [chunk for span in document.kept for chunk in _chunk(document.text, span, headings, budget)]
    return [_passage(document, headings, start, end) for start, end in chunks]


def _chunk(text: str, span: tuple[int, int], headings: tuple[Heading, ...], budget: int) -> list[tuple[int, int]]:
    begin, finish = span
    cuts = [begin, *(h.start for h in headings if begin < h.start < finish), finish]
    pieces = [p for pair in zip(cuts, cuts[1:], strict=False) for p in _within_budget(text, *pair, budget)]
    titles = {h.start for h in headings if h.level <= 4}
    return _joined(text, pieces, titles, budget)


def _within_budget(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    """Split at sentence ends; a sentence beyond the budget is cut by characters rather than dropped."""
    begin = start
    for _, stop in _bounded_sentences(text, start, end, budget):
        if stop > begin and count_tokens(text[begin:stop]) > budget and (cut := _last_break(text, begin, stop)) > begin:
            yield begin, cut
            begin = cut
    if begin < end:
        yield begin, end


def _bounded_sentences(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    for left, right in sentences(text[start:end], start):
        while right - left > budget:
            yield left, left + budget
            left += budget
        yield left, right


def _last_break(text: str, begin: int, stop: int) -> int:
    """The beginning of the sentence that ends at ``stop``, or ``stop`` where it is the only one."""
    starts = [left for left, _ in sentences(text[begin:stop], begin)]
    return starts[-1] if starts and starts[-1] > begin else stop


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


def _passage(document: SourceText, headings: tuple[Heading, ...], start: int, end: int) -> Passage:
    text = document.text[start:end]
    path = heading_path(document.text, headings, start, end)
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


def heading_path(text: str, headings: tuple[Heading, ...], start: int, end: int) -> tuple[str, ...]:
    """The headings above and at ``start``, widest first; a chunk that opens with headings counts them too."""
    path: list[Heading] = []
    start += len(text[start:end]) - len(text[start:end].lstrip())
    for heading in headings:
        if heading.start > start and not (heading.start < end and path and path[-1].end >= heading.start - 2):
            break
        path = [h for h in path if h.level < heading.level]
        path.append(heading)
    return tuple(" ".join(part for part in (h.label.strip("#"), h.title) if part) for h in path)
