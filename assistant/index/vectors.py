"""Vectors in Chroma, addressed by the content they stand for, so that equal text is embedded once, ever."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from assistant.models.embedding import LocalEmbeddings

COLLECTION = "units"
BATCH = 32
WRITE_BATCH = 2000
SAME = 1e-4  # cosine distance below which two vectors are one
Progress = Callable[[int], None]


def vector_key(text: str, *, as_query: bool) -> str:
    """The address of a text's vector; a question is embedded as a query, a passage as a passage."""
    return hashlib.sha256(f"{'q' if as_query else 'p'}\x1f{text}".encode()).hexdigest()[:24]


class VectorStore:
    """The vectors of one generation; cosine similarity."""

    def __init__(self, folder: Path) -> None:
        settings = ChromaSettings(anonymized_telemetry=False, allow_reset=False)
        self._client = chromadb.PersistentClient(str(folder), settings=settings)
        self._collection = self._client.get_or_create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

    def count(self) -> int:
        """How many vectors there are."""
        return int(self._collection.count())

    def keys(self) -> set[str]:
        """The addresses of all vectors."""
        return set(self._collection.get(include=[])["ids"])

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """The ``k`` nearest addresses with their cosine similarity, best first."""
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=min(k, max(1, self.count())),
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        return [(key, 1.0 - d) for key, d in zip(found["ids"][0], distances[0], strict=True)]

    def similarities(self, vector: Sequence[float], keys: Iterable[str]) -> dict[str, float]:
        """Exact cosine similarity of given addresses; unknown ones are left out."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        found = self._collection.get(ids=wanted, include=["embeddings"])
        scores = np.asarray(found["embeddings"], dtype=np.float32) @ np.asarray(vector, dtype=np.float32)
        return dict(zip(found["ids"], map(float, scores), strict=True))

    def lost(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that are not the nearest to their own vector (equal vectors aside)."""
        wanted, missing = sorted(keys), set()
        for start in range(0, len(wanted), WRITE_BATCH):
            stored = self._collection.get(ids=wanted[start : start + WRITE_BATCH], include=["embeddings"])
            nearest = self._collection.query(query_embeddings=stored["embeddings"], n_results=1, include=["distances"])
            rows = zip(stored["ids"], nearest["ids"], nearest["distances"] or [], strict=True)
            missing |= {key for key, ids, distances in rows if ids[0] != key and distances[0] > SAME}
        return missing

    def update(
        self, passages: dict[str, str], questions: dict[str, str], embeddings: LocalEmbeddings, progress: Progress
    ) -> int:
        """Make the store hold just these texts by address; embeds what is new and returns how many that were."""
        present, wanted = self.keys(), passages.keys() | questions.keys()
        stale = sorted(present - wanted)
        for start in range(0, len(stale), WRITE_BATCH):
            self._collection.delete(ids=stale[start : start + WRITE_BATCH])
        new_passages = sorted((k for k in passages if k not in present), key=lambda k: len(passages[k]))
        for start in range(0, len(new_passages), BATCH):
            keys = new_passages[start : start + BATCH]
            self._add(keys, embeddings.embed_documents([passages[k] for k in keys]))
            progress(len(keys))
        new_questions = [k for k in questions if k not in present]
        for start in range(0, len(new_questions), BATCH):
            keys = new_questions[start : start + BATCH]
            self._add(keys, [embeddings.embed_query(questions[k]) for k in keys])
            progress(len(keys))
        return len(new_passages) + len(new_questions)

    def _add(self, keys: list[str], vectors: list[list[float]]) -> None:
        self._collection.add(ids=keys, embeddings=np.asarray(vectors, dtype=np.float32))
