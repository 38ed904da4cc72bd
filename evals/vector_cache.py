"""Vectors of foreign texts and of other models, kept by content hash under DATA_DIR, so that only the first run over a corpus embeds it."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.index.generation import Unit
from assistant.models.embedding import LocalEmbeddings

BATCH = 32
SHARD = 512  # texts a file: what a stop can lose


class VectorCache:
    """One folder a model; a shard is written whole or not at all."""

    def __init__(self, folder: Path, embeddings: LocalEmbeddings) -> None:
        self._folder = folder / re.sub(r"[^A-Za-z0-9._-]+", "_", embeddings.id)
        self._embeddings = embeddings

    def vectors(
        self, units: Sequence[Unit], progress: Callable[[int], None] = lambda done: None
    ) -> dict[str, np.ndarray]:
        """The vector of each unit by its address; what is not held is embedded. ``progress`` is told how many are done."""
        wanted = {unit.key: unit for unit in units}
        found = {key: vector for key, vector in self._held() if key in wanted}
        progress(len(found))
        missing = sorted(
            (u for key, u in wanted.items() if key not in found), key=lambda u: (u.is_question, len(u.text))
        )
        for start in range(0, len(missing), SHARD):
            shard: dict[str, np.ndarray] = {}
            for first in range(start, min(start + SHARD, len(missing)), BATCH):
                batch = missing[first : min(first + BATCH, start + SHARD)]
                shard |= self._embed(batch)
                progress(len(batch))
            self._write(shard)
            found |= shard
        return found

    def _embed(self, units: Sequence[Unit]) -> dict[str, np.ndarray]:
        texts, questions = [u for u in units if not u.is_question], [u for u in units if u.is_question]
        vectors = self._embeddings.embed_documents([u.text for u in texts])
        vectors += [self._embeddings.embed_query(u.text) for u in questions]
        return {u.key: np.asarray(v, dtype=np.float32) for u, v in zip([*texts, *questions], vectors, strict=True)}

    def _held(self) -> Iterator[tuple[str, np.ndarray]]:
        for path in sorted(self._folder.glob("*.npz")):
            with np.load(path) as stored:
                yield from zip(stored["keys"].tolist(), stored["vectors"], strict=True)

    def _write(self, shard: dict[str, np.ndarray]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = min(shard)
        working = self._folder / f".{name}.{os.getpid()}"
        with working.open("wb") as out:
            np.savez(out, keys=np.array(list(shard)), vectors=np.stack(list(shard.values())))
        working.replace(self._folder / f"{name}.npz")
