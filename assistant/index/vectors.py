"""Vectors in Chroma, addressed by the content they stand for, so that equal text is embedded once, ever."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from assistant.errors import IndexBroken, IndexUnwritable
from assistant.models.embedding import LocalEmbeddings

PASSAGE, QUESTION = "p", "q"  # what a vector stands for: the first character of its address
COLLECTIONS = {PASSAGE: "passages", QUESTION: "questions"}
BATCH = 32
WRITE_BATCH = 2000
# The graph that searches walk: wider than the default, with which 3 of 10,000 like texts did not find themselves.
GRAPH = {"space": "cosine", "ef_search": 200, "ef_construction": 200, "max_neighbors": 32}
REPAIRS = 3  # times that vectors which do not find themselves are linked into the graph anew
SAME = 1e-4  # cosine distance below which two vectors are one
Progress = Callable[[int], None]


def vector_key(text: str, *, as_query: bool) -> str:
    """The address of a text's vector; a question is embedded as a query, a passage as a passage."""
    kind = QUESTION if as_query else PASSAGE
    return kind + hashlib.sha256(f"{kind}\x1f{text}".encode()).hexdigest()[:24]


class VectorStore:
    """The vectors of one generation; cosine similarity. Raises IndexBroken or IndexUnwritable, never Chroma's own.

    Passages and lay questions are searched apart: to a question every question looks nearer than the text that answers it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        settings = ChromaSettings(anonymized_telemetry=False, allow_reset=False)
        with self._reading():
            self._client = chromadb.PersistentClient(str(folder), settings=settings)
            self._collections = {
                kind: self._client.get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": GRAPH}
                )
                for kind, name in COLLECTIONS.items()
            }

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

    def count(self) -> int:
        """How many vectors there are."""
        with self._reading():
            return sum(int(collection.count()) for collection in self._collections.values())

    def keys(self) -> set[str]:
        """The addresses of all vectors."""
        with self._reading():
            return {key for collection in self._collections.values() for key in collection.get(include=[])["ids"]}

    def search(self, vector: Sequence[float], k: int, kind: str = PASSAGE) -> list[tuple[str, float]]:
        """The ``k`` nearest addresses of one kind with their cosine similarity, best first."""
        with self._reading():
            found = self._collections[kind].query(
                query_embeddings=np.asarray([vector], dtype=np.float32), n_results=k, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(key, 1.0 - d) for key, d in zip(found["ids"][0], distances[0], strict=True)]

    def vectors(self, keys: Iterable[str]) -> dict[str, np.ndarray]:
        """The vectors at given addresses; unknown ones are left out."""
        found: dict[str, np.ndarray] = {}
        for collection, batch in self._batches(dict.fromkeys(keys)):
            with self._reading():
                stored = collection.get(ids=batch, include=["embeddings"])
            found |= dict(zip(stored["ids"], np.asarray(stored["embeddings"], dtype=np.float32), strict=True))
        return found

    def _batches(self, keys: Iterable[str]) -> Iterator[tuple[Any, list[str]]]:
        """Addresses in batches, each with the collection that they belong to."""
        wanted = list(keys)
        for kind, collection in self._collections.items():
            own = [key for key in wanted if key[0] == kind]
            for start in range(0, len(own), WRITE_BATCH):
                yield collection, own[start : start + WRITE_BATCH]

    def similarities(self, vector: Sequence[float], keys: Iterable[str]) -> dict[str, float]:
        """Exact cosine similarity of given addresses; unknown ones are left out."""
        found = self.vectors(keys)
        if not found:
            return {}
        scores = np.stack(list(found.values())) @ np.asarray(vector, dtype=np.float32)
        return dict(zip(found, map(float, scores), strict=True))

    def lost(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that are not the nearest to their own vector (equal vectors aside)."""
        missing: set[str] = set()
        for collection, batch in self._batches(sorted(keys)):
            with self._reading():
                stored = collection.get(ids=batch, include=["embeddings"])
                if not stored["ids"]:
                    missing |= set(batch)
                    continue
                nearest = collection.query(query_embeddings=stored["embeddings"], n_results=1, include=["distances"])
            rows = zip(stored["ids"], nearest["ids"], nearest["distances"] or [], strict=True)
            missing |= {key for key, ids, distances in rows if not ids or (ids[0] != key and distances[0] > SAME)}
            missing |= set(batch) - set(stored["ids"])
        return missing

    def keep_only(self, keys: Iterable[str]) -> set[str]:
        """Delete every other address; returns those of ``keys`` that have no vector yet."""
        wanted = set(keys)
        present = self.keys()
        with self._writing():
            for collection, batch in self._batches(sorted(present - wanted)):
                collection.delete(ids=batch)
        return wanted - present

    def add(self, vectors: dict[str, np.ndarray]) -> None:
        """Store vectors at their addresses."""
        with self._writing():
            for collection, batch in self._batches(vectors):
                collection.add(ids=batch, embeddings=np.stack([vectors[key] for key in batch]))

    def link_lost(self, keys: Iterable[str]) -> None:
        """Store those of ``keys`` again that do not find themselves: an approximate graph can leave some unlinked."""
        lost = self.lost(keys)
        for _ in range(REPAIRS):
            if not lost:
                return
            vectors = self.vectors(lost)
            with self._writing():
                for collection, batch in self._batches(sorted(vectors)):
                    collection.delete(ids=batch)
            self.add(vectors)
            lost = self.lost(lost)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, RuntimeError, ValueError) as error:
            raise IndexBroken(self._folder.parent, f"its vectors cannot be read ({error})") from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, RuntimeError, ValueError) as error:
            raise IndexUnwritable(self._folder.parent.parent, str(error)) from error


def embed(
    passages: dict[str, str], questions: dict[str, str], embeddings: LocalEmbeddings, progress: Progress
) -> Iterator[dict[str, np.ndarray]]:
    """Vectors by address, a batch at a time; texts of like length go together, because a batch is padded."""
    ordered = sorted(passages, key=lambda key: len(passages[key]))
    for start in range(0, len(ordered), BATCH):
        keys = ordered[start : start + BATCH]
        vectors = embeddings.embed_documents([passages[key] for key in keys])
        yield dict(zip(keys, np.asarray(vectors, dtype=np.float32), strict=True))
        progress(len(keys))
    asked = sorted(questions, key=lambda key: len(questions[key]))
    for start in range(0, len(asked), BATCH):
        keys = asked[start : start + BATCH]
        vectors = embeddings.embed_queries([questions[key] for key in keys])
        yield dict(zip(keys, np.asarray(vectors, dtype=np.float32), strict=True))
        progress(len(keys))
