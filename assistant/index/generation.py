"""One generation, written whole or opened to read."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexBroken, ModelMismatch
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import Manifest, read_manifest
from assistant.index.vectors import VectorStore, vector_key
from assistant.models.embedding import LocalEmbeddings
from assistant.records import Basis, Passage, SourceKind

PASSAGES, TEXTS, LEXICAL, VECTORS = "passages.jsonl", "texts", "lexical", "vectors"


@dataclass(frozen=True, slots=True)
class Unit:
    """A text by which a passage is found: its own, or one of its lay questions."""

    passage: int
    text: str
    is_question: bool

    @property
    def key(self) -> str:
        """The address of its vector."""
        return vector_key(self.text, as_query=self.is_question)


def units_of(passages: list[Passage]) -> list[Unit]:
    """Every passage's text under its headings, then every lay question."""
    texts = [Unit(i, "\n".join([*p.headings, p.text]), False) for i, p in enumerate(passages)]
    questions = [Unit(i, q, True) for i, p in enumerate(passages) for q in p.questions]
    return texts + questions


class Generation:
    """A published generation, open for reading."""

    def __init__(self, folder: Path, embeddings: LocalEmbeddings) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        if self.manifest.embedding_model != embeddings.id:
            raise ModelMismatch(self.manifest.embedding_model, embeddings.id)
        try:
            self.passages = read_passages(folder / PASSAGES)
            self.units = units_of(self.passages)
            self.lexical = LexicalIndex.load(folder / LEXICAL, len(self.units))
            self.vectors = VectorStore(folder / VECTORS)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexBroken(folder, f"a part of it cannot be read ({error})") from error
        self.unit_passages = np.fromiter((u.passage for u in self.units), dtype=np.int64, count=len(self.units))
        self.keys = [u.key for u in self.units]
        self.passages_by_key, self.keys_by_passage = _links(self.units, self.keys)
        self.by_section = {p.section: p for p in self.passages}

    def nearest(self, vector: Sequence[float], units: int) -> dict[int, float]:
        """Passages by number with the similarity of their best unit among the ``units`` nearest, best first."""
        found: dict[int, float] = {}
        for key, similarity in self.vectors.search(vector, units):
            for passage in self.passages_by_key.get(key, ()):
                found.setdefault(passage, similarity)
        return found

    def similarities(self, vector: Sequence[float], passages: Sequence[int]) -> dict[int, float]:
        """Similarity of the best unit of given passages."""
        keys = {i: self.keys_by_passage[i] for i in passages}
        known = self.vectors.similarities(vector, (key for group in keys.values() for key in group))
        return {i: max(known.get(key, 0.0) for key in group) for i, group in keys.items()}

    def text_of(self, source: str) -> str:
        """The text that a citation's offsets refer to; raises KeyError for an unknown source."""
        path = self.folder / TEXTS / text_name(source)
        if not path.exists():
            raise KeyError(source)
        return path.read_text(encoding="utf-8")

    def close(self) -> None:
        """Let go of the files."""
        self.vectors.close()


def _links(units: list[Unit], keys: list[str]) -> tuple[dict[str, list[int]], list[list[str]]]:
    """Which passages a vector stands for, and which vectors stand for a passage."""
    by_key: dict[str, list[int]] = {}
    by_passage: list[list[str]] = [[] for _ in range(max((u.passage for u in units), default=-1) + 1)]
    for unit, key in zip(units, keys, strict=True):
        by_key.setdefault(key, []).append(unit.passage)
        by_passage[unit.passage].append(key)
    return by_key, by_passage


def text_name(source: str) -> str:
    """A file name for a source's text."""
    return f"{vector_key(source, as_query=False)}.txt"


def write_passages(path: Path, passages: list[Passage]) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8") as out:
        for passage in passages:
            out.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")


def read_passages(path: Path) -> list[Passage]:
    """What ``write_passages`` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [_passage(json.loads(line)) for line in lines]


def _passage(raw: dict[str, Any]) -> Passage:
    raw["kind"] = SourceKind(raw["kind"])
    raw["headings"] = tuple(raw["headings"])
    raw["questions"] = tuple(raw["questions"])
    raw["basis"] = tuple(Basis(**b) for b in raw["basis"])
    return Passage(**raw)


def write_texts(folder: Path, texts: dict[str, str]) -> None:
    """The text of every source, for opening citations."""
    shutil.rmtree(folder / TEXTS, ignore_errors=True)
    (folder / TEXTS).mkdir()
    for source, text in texts.items():
        (folder / TEXTS / text_name(source)).write_text(text, encoding="utf-8", newline="\n")
