"""One generation, written whole or opened to read."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexBroken, ModelMismatch
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import NAME, Manifest, Part, read_manifest
from assistant.index.vectors import QUESTION, VectorStore, vector_key
from assistant.models.embedding import LocalEmbeddings
from assistant.records import Basis, Passage, SourceKind

PASSAGES, TEXTS, LEXICAL, VECTORS = "passages.jsonl", "texts", "lexical", "vectors"
SAMPLE = 256  # passages that stand for all when a similarity is weighed
GRAPH = "index_metadata.pickle"  # stands beside a vector graph that has been put on the disk
CHANGING = {"chroma.sqlite3", "length.bin"}  # files that the vector library touches when it only reads


PASSAGE_FIELDS = tuple(field.name for field in fields(Passage))


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
        refuse_cut_parts(folder, self.manifest.parts)
        try:
            self.passages = read_passages(folder / PASSAGES)
            self.units = units_of(self.passages)
            self.lexical = LexicalIndex.load(folder / LEXICAL, len(self.units))
            self.vectors = VectorStore(folder / VECTORS)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexBroken(folder, f"a part of it cannot be read ({error})") from error
        self.unit_passages = np.fromiter((u.passage for u in self.units), dtype=np.int64, count=len(self.units))
        self.keys = [u.key for u in self.units]
        self.passages_by_key = _passages_by_key(self.units, self.keys)
        self.by_section = {p.section: p for p in self.passages}
        self.sample = self._sample()
        self._asked_rows, self._asked_means = self._means_of_questions()
        self.of_kinds = lru_cache(maxsize=8)(self._of_kinds)

    def _sample(self) -> np.ndarray:
        """Vectors of up to 256 passages spread evenly, float32 of shape (sample, dimension)."""
        step = max(1, len(self.passages) // SAMPLE)
        found = self.vectors.vectors(self.keys[: len(self.passages) : step])
        return np.stack(list(found.values())) if found else np.zeros((0, self.manifest.dimension), np.float32)

    def _means_of_questions(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the passages with lay questions, and the mean of their vectors: (n,) and (n, dimension)."""
        questions = self.keys[len(self.passages) :]
        known = self.vectors.vectors(questions)
        owners = self.unit_passages[len(self.passages) :]
        rows, places = np.unique(owners, return_inverse=True)
        means = np.zeros((len(rows), self.manifest.dimension), dtype=np.float32)
        if questions:
            np.add.at(means, places, np.stack([known[key] for key in questions]))
            means /= np.bincount(places)[:, None]
        return rows, means

    def asked_likeness(self, vector: np.ndarray) -> np.ndarray:
        """Mean cosine of a question to each passage's lay questions, float of shape (passages,); -1 without any."""
        likeness = np.full(len(self.passages), -1.0, dtype=np.float32)
        likeness[self._asked_rows] = self._asked_means @ vector
        return likeness

    def asked_background(self, vector: np.ndarray) -> float:
        """Mean cosine of a question to all lay questions; 0 where there are none."""
        return float((self._asked_means @ vector).mean()) if len(self._asked_rows) else 0.0

    def _of_kinds(self, kinds: frozenset[SourceKind]) -> np.ndarray:
        """Which passages are of ``kinds``, bool of shape (passages,)."""
        return np.fromiter((p.kind in kinds for p in self.passages), dtype=bool, count=len(self.passages))

    def nearest(self, vector: Sequence[float], k: int) -> dict[int, float]:
        """The ``k`` passages by number whose text is nearest, with its cosine similarity, best first."""
        return self._by_passage(self.vectors.search(vector, k))

    def asked_alike(self, vector: Sequence[float], k: int) -> dict[int, float]:
        """Passages by number with the similarity of their best lay question among the ``k`` nearest questions."""
        return self._by_passage(self.vectors.search(vector, k, QUESTION))

    def similarities(self, vector: Sequence[float], passages: Sequence[int]) -> dict[int, float]:
        """Exact similarity of the text of given passages."""
        known = self.vectors.similarities(vector, (self.keys[i] for i in passages))
        return {i: known.get(self.keys[i], 0.0) for i in passages}

    def _by_passage(self, found: Iterable[tuple[str, float]]) -> dict[int, float]:
        best: dict[int, float] = {}
        for key, similarity in found:
            for passage in self.passages_by_key.get(key, ()):
                best.setdefault(passage, similarity)
        return best

    def text_of(self, source: str) -> str:
        """The text that a citation's offsets refer to; raises KeyError for an unknown source."""
        path = self.folder / TEXTS / text_name(source)
        if not path.exists():
            raise KeyError(source)
        return path.read_text(encoding="utf-8")

    def close(self) -> None:
        """Let go of the files."""
        self.vectors.close()


def _passages_by_key(units: list[Unit], keys: list[str]) -> dict[str, list[int]]:
    """Which passages a vector stands for."""
    found: dict[str, list[int]] = {}
    for unit, key in zip(units, keys, strict=True):
        found.setdefault(key, []).append(unit.passage)
    return found


def text_name(source: str) -> str:
    """A file name for a source's text."""
    return f"{vector_key(source, as_query=False)}.txt"


def write_passages(path: Path, passages: list[Passage]) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8") as out:
        for passage in passages:
            out.write(json.dumps(_raw(passage), ensure_ascii=False) + "\n")


def _raw(passage: Passage) -> dict[str, Any]:
    """As ``dataclasses.asdict``, which takes ten times as long over ten thousand passages."""
    raw: dict[str, Any] = {name: getattr(passage, name) for name in PASSAGE_FIELDS}
    raw["basis"] = [{"law": b.law, "article": b.article} for b in passage.basis]
    return raw


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


def write_text(folder: Path, source: str, text: str) -> None:
    """The text of one source, for opening citations."""
    (folder / TEXTS).mkdir(exist_ok=True)
    (folder / TEXTS / text_name(source)).write_text(text, encoding="utf-8", newline="\n")


def share_text(live: Path, folder: Path, source: str) -> None:
    """The text of a source that has not changed: the same file under a second name, since none is ever rewritten."""
    (folder / TEXTS).mkdir(exist_ok=True)
    here, there = live / TEXTS / text_name(source), folder / TEXTS / text_name(source)
    if not here.exists():
        return
    try:
        os.link(here, there)
    except OSError:  # a file system without hard links
        there.write_bytes(here.read_bytes())


def parts_of(folder: Path) -> tuple[Part, ...]:
    """Every file of a generation but its manifest."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != NAME)
    return tuple(Part(p.relative_to(folder).as_posix(), p.stat().st_size, _lasting_hash(p)) for p in files)


def _lasting_hash(path: Path) -> str:
    """Empty for files that the vector library rewrites when it only reads; it does so to graphs still too small."""
    is_scratch = path.suffix == ".bin" and not (path.parent / GRAPH).exists()
    return "" if path.name in CHANGING or is_scratch else _hash(path)


def refuse_cut_parts(folder: Path, parts: Iterable[Part]) -> None:
    """Raise IndexBroken for a file that is missing or cut, before a library opens it and dies."""
    for part in parts:
        path = folder / part.path
        try:
            size = path.stat().st_size
        except OSError as error:
            raise IndexBroken(folder, f"its file {part.path} is missing") from error
        if size < part.size or (size != part.size and path.name not in CHANGING):
            raise IndexBroken(folder, f"its file {part.path} has {size} bytes instead of {part.size}")


def refuse_altered_parts(folder: Path, parts: Iterable[Part]) -> None:
    """Raise IndexBroken for a file whose bytes are not those that were published."""
    refuse_cut_parts(folder, parts)
    for part in parts:
        path = folder / part.path
        if part.sha256 and _hash(path) != part.sha256:
            raise IndexBroken(folder, f"the bytes of its file {part.path} have changed")


def _hash(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
