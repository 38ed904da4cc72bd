"""An answer as the chat shows it: its parts, its numbered citations, and the passages they open."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answering import phrases
from assistant.records import Answer, Hit, Passage, SourceKind
from assistant.serialise import answer_object
from assistant.web.conversations import Exchange
from assistant.web.highlight import Line, Span, lines

FOUND = 5
MARKER = re.compile(r" \[(\d+)\]$")
ARTICLE = re.compile(r"《(?P<law>[^》]+)》第(?P<article>\d+)条\((?P<standing>[^)]*)\):")
HEADS = {phrases.POINTS: "points", phrases.BASIS: "basis"}
LEADS = {phrases.CONCLUSION: "conclusion", phrases.WORDING: "wording", phrases.NEXT_STEP: "next_step"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer; ``source`` is the key of what its number, or its article, opens."""

    text: str
    number: int | None = None
    source: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Statements under one label; ``kind`` is a key of the interface's labels, or ``text``."""

    kind: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the panel beside the chat shows; ``numbers`` are the citations that stand in it."""

    key: str
    title: str
    kind: str
    path: tuple[str, ...]
    place: str
    reviewed: str
    status: str
    rows: tuple[Line, ...]
    numbers: tuple[int, ...] = ()


def exchange_of(answer: Answer, hits: Sequence[Hit], passage_of: Callable[[str], Passage | None]) -> Exchange:
    """Everything that is kept of an answer."""
    passages = {c.section: passage_of(c.section) for c in answer.citations}
    return Exchange(
        answer.question,
        answer_object(answer),
        {section: _kept(passage) for section, passage in passages.items() if passage},
        [_found(hit) for hit in hits[:FOUND]],
    )


def _kept(passage: Passage) -> dict[str, Any]:
    return {
        "kind": str(passage.kind),
        "source": passage.source,
        "title": passage.title,
        "headings": list(passage.headings),
        "text": passage.text,
        "start": passage.start,
        "page": passage.page,
        "reviewed": passage.reviewed,
    }


def _found(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "section": passage.section,
        "title": passage.title,
        "score": round(hit.score, 3),
        "dense": round(hit.dense, 3),
        "lexical": round(hit.lexical, 2),
    }


def parts(answer: Mapping[str, Any]) -> list[Part]:
    """The answer's text by its labels."""
    sources = {c["n"]: _key(c["section"]) for c in answer["citations"]}
    articles = {(s["law"], s["article"]): f"s{i}" for i, s in enumerate(answer["statutes"])}
    found: list[tuple[str, list[Statement]]] = []
    for row in str(answer["answer"]).split("\n"):
        if row in HEADS:
            found.append((HEADS[row], []))
            continue
        lead = next((label for label in LEADS if row.startswith(label)), "")
        kind = LEADS[lead] if lead else "text"
        listed = row.startswith("- ") and bool(found) and found[-1][0] in HEADS.values()
        statement = _statement(row[2:] if listed else row.removeprefix(lead), sources, articles)
        if listed or (kind == "text" and found and found[-1][0] == "text"):
            found[-1][1].append(statement)
        else:
            found.append((kind, [statement]))
    return [Part(kind, tuple(statements)) for kind, statements in found if statements]


def _statement(text: str, sources: Mapping[int, str], articles: Mapping[tuple[str, int], str]) -> Statement:
    marker = MARKER.search(text)
    number = int(marker[1]) if marker and int(marker[1]) in sources else None
    if marker and number is not None:
        text = text[: marker.start()]
    named = ARTICLE.match(text)
    if named and (source := articles.get((named["law"], int(named["article"])))):
        return Statement(text[named.end() :], number, source, f"《{named['law']}》第{named['article']}条")
    return Statement(text, number, sources.get(number, "") if number is not None else "")


def sources(exchange: Exchange) -> list[SourceView]:
    """Every cited passage with its quotes marked, then every article."""
    views = []
    for section in dict.fromkeys(c["section"] for c in exchange.answer["citations"]):
        cited = [c for c in exchange.answer["citations"] if c["section"] == section]
        views.append(_passage_view(section, cited, exchange.passages.get(section)))
    for i, statute in enumerate(exchange.answer["statutes"]):
        title = f"《{statute['law']}》第{statute['article']}条"
        rows = lines(statute["text"], ())
        views.append(SourceView(f"s{i}", title, SourceKind.STATUTE, (statute["law"],), "", "", statute["status"], rows))
    return views


def _passage_view(section: str, cited: Sequence[Mapping[str, Any]], kept: Mapping[str, Any] | None) -> SourceView:
    """The passage, or the bare quotes where the passage is not known."""
    numbers = tuple(c["n"] for c in cited)
    if kept is None or any(not _stands(c, kept) for c in cited):
        text = "\n".join(c["quote"] for c in cited)
        starts = [sum(len(c["quote"]) + 1 for c in cited[:i]) for i in range(len(cited))]
        spans = [Span(str(c["n"]), at, at + len(c["quote"])) for c, at in zip(cited, starts, strict=True)]
        kind = SourceKind.STATUTE if cited[0]["source"].startswith("statutes/") else SourceKind.DOCUMENT
        title = cited[0]["title"]
        return SourceView(_key(section), title, kind, (), "", "", "", lines(text, spans), numbers)
    start = kept["start"]
    spans = [Span(str(c["n"]), c["start"] - start, c["end"] - start) for c in cited]
    place = _place(kept["source"], kept["page"])
    path = tuple(h for h in kept["headings"] if h != kept["title"])
    rows = lines(kept["text"], spans)
    return SourceView(_key(section), kept["title"], kept["kind"], path, place, kept["reviewed"], "", rows, numbers)


def _stands(citation: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    start = citation["start"] - kept["start"]
    return bool(start >= 0 and kept["text"][start : start + len(citation["quote"])] == citation["quote"])


def _place(source: str, page: int | None) -> str:
    """The file's name, without the folders of this machine."""
    name = source.rsplit("/", 1)[-1] if source.startswith("/") else source
    return f"{name} · p. {page}" if page else name


def _key(section: str) -> str:
    """A section as a key for the page's script."""
    return re.sub(r"[^A-Za-z0-9_\u4e00-\u9fff-]", "_", section)
