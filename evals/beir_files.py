"""Corpora in BEIR's three files: corpus.jsonl, queries.jsonl, qrels.tsv."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.chunking.passages import BUDGET, document_passages, passage_id
from assistant.chunking.tokens import count_tokens
from assistant.records import Passage, SourceKind, SourceText
from evals.case_files import read_lines
from evals.errors import CasesInvalid

Qrels = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the grades of the documents judged for it."""

    id: str
    text: str
    grades: dict[str, float]


def read_corpus(path: Path) -> list[Passage]:
    """The documents as passages; ``source`` is the document's id. A document beyond the budget is chunked as always."""
    passages: list[Passage] = []
    for line, raw in enumerate(read_lines(path), start=1):
        document, title, text = _field(path, line, raw, "_id"), str(raw.get("title") or ""), str(raw.get("text") or "")
        if not (title.strip() or text.strip()):
            continue
        passages += _passages(document, title, text)
    if not passages:
        raise CasesInvalid(path, 0, "holds no document", "Write one {_id, title, text} a line")
    return passages


def _passages(document: str, title: str, text: str) -> list[Passage]:
    if len(text) > BUDGET and count_tokens(text) > BUDGET:
        return document_passages(SourceText(document, title, text, ((0, len(text)),)))
    headings = (title,) if title else ()
    identity = passage_id(document, title, text)
    return [Passage(identity, SourceKind.DOCUMENT, document, document, title, headings, text, 0, len(text))]


def read_queries(queries: Path, qrels: Path) -> list[Query]:
    """The judged queries, in the order of the file."""
    grades = read_qrels(qrels)
    texts = {_field(queries, n, raw, "_id"): str(raw.get("text") or "") for n, raw in enumerate(read_lines(queries), 1)}
    found = [
        Query(name, text, grades[name])
        for name, text in texts.items()
        if any(g > 0 for g in grades.get(name, {}).values())
    ]
    if not found:
        raise CasesInvalid(
            qrels, 0, f"judges no query of {queries.name}", "Give the qrels that belong to these queries"
        )
    return found


def read_qrels(path: Path) -> Qrels:
    """Grades by query and document; the header line is optional, TREC's four columns are read too."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CasesInvalid(path, 0, f"cannot be read ({error})", "Give a TSV file in UTF-8") from error
    found: Qrels = {}
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not cells or (number == 1 and not _is_number(cells[-1])):
            continue
        if len(cells) not in (3, 4) or not _is_number(cells[-1]):
            raise CasesInvalid(path, number, f"is {line!r}", "Write query-id, corpus-id and score, tab between them")
        found.setdefault(cells[0], {})[cells[-2]] = float(cells[-1])
    return found


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _field(path: Path, line: int, raw: dict[str, Any], key: str) -> str:
    if key not in raw:
        raise CasesInvalid(path, line, f"has no {key}", f"Give every line {key} and text")
    return str(raw[key])
