"""An index generation over passages that are not the product's own, so that its own search runs over them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.index import generations
from assistant.index.generation import LEXICAL, PASSAGES, VECTORS, parts_of, units_of, write_passages
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import Manifest
from assistant.index.reader import IndexReader
from assistant.index.vectors import VectorStore
from assistant.models.embedding import LocalEmbeddings
from assistant.records import Passage


def build_index(
    index_dir: Path,
    passages: Sequence[Passage],
    vectors: dict[str, np.ndarray],
    embeddings: LocalEmbeddings,
    *,
    linked: bool = True,
) -> IndexReader:
    """Write a generation in the product's own format and open it with the product's own reader.

    ``vectors`` holds a vector for the address of every unit of the passages. ``linked`` has every vector find itself,
    as the product's ingestion does, which takes long over very many.
    """
    units = units_of(list(passages))
    with generations.writing(index_dir):
        working = generations.begin(index_dir)
        store = VectorStore(working / VECTORS)
        wanted = {unit.key: vectors[unit.key] for unit in units}
        store.add(wanted)
        if linked:
            store.link_lost(wanted)
        count = store.count()
        store.close()
        LexicalIndex.build([unit.text for unit in units]).save(working / LEXICAL)
        write_passages(working / PASSAGES, list(passages))
        Manifest(
            generation=working.name.removeprefix("."),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            embedding_model=embeddings.id,
            dimension=len(next(iter(vectors.values()))),
            chunker="foreign",
            sources=(),
            passages=len(passages),
            units=len(units),
            vectors=count,
            parts=parts_of(working),
        ).write(working)
        generations.publish(index_dir, working)
    return IndexReader(index_dir, embeddings)


def fingerprint(passages: Sequence[Passage]) -> str:
    """Sixteen hexadecimal digits for these passages."""
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(passage.id.encode())
    return digest.hexdigest()[:16]
