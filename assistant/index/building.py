"""A new generation put together in a working folder: what stays is taken over, what is new is embedded, all is checked."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.chunking.passages import CHUNKER
from assistant.errors import IndexBroken
from assistant.index.generation import (
    LEXICAL,
    PASSAGES,
    VECTORS,
    Generation,
    parts_of,
    read_passages,
    refuse_altered_parts,
    share_text,
    units_of,
    write_passages,
    write_text,
)
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import Manifest, SourceEntry, embedding_model_of, read_manifest
from assistant.index.sources import Reading
from assistant.index.vectors import VectorStore, embed
from assistant.models.embedding import LocalEmbeddings
from assistant.records import Passage, SourceKind

SAMPLES = 50  # passages whose words are looked up in a check
UNLINKED = 0.001  # share of vectors that an approximate graph may fail to reach; below a thousand none
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """How many passages a new generation holds and how many texts had to be embedded for it."""

    passages: int
    embedded: int


def build(
    working: Path,
    *,
    live: Path | None,
    older: Sequence[Path],
    order: Sequence[str],
    fresh: Mapping[str, Reading],
    kept: Mapping[str, SourceEntry],
    embeddings: LocalEmbeddings,
    created: datetime,
    progress: Progress,
) -> Built:
    """Write and check a whole generation; ``live`` is built upon, ``older`` ones lend the vectors they have.

    Raises IndexBroken, IndexUnwritable or OSError; the folder is then worth nothing.
    """
    passages = _passages(live, order, fresh, kept)
    if live:
        shutil.copytree(live / VECTORS, working / VECTORS)
    new, embedded = _write_vectors(working, older, passages, embeddings, progress)
    progress("index", 0, 1)
    units = units_of(passages)
    LexicalIndex.build([u.text for u in units]).save(working / LEXICAL)
    write_passages(working / PASSAGES, passages)
    for name in order:
        if name in fresh:
            for source, text in fresh[name].texts.items():
                write_text(working, source, text)
        elif live:
            share_text(live, working, name)
    Manifest(
        generation=working.name.removeprefix("."),
        created=created.isoformat(timespec="seconds"),
        embedding_model=embeddings.id,
        dimension=embeddings.dimension,
        chunker=CHUNKER,
        sources=tuple(fresh[name].entry if name in fresh else kept[name] for name in order),
        passages=len(passages),
        units=len(units),
        vectors=len({u.key for u in units}),
        parts=parts_of(working),
    ).write(working)
    _check(working, embeddings, new)
    progress("index", 1, 1)
    return Built(len(passages), embedded)


def check(folder: Path, embeddings: LocalEmbeddings) -> None:
    """Refuse a generation whose bytes have changed, whose parts disagree, or that does not find what is in it.

    Raises IndexBroken. Run it in a process of its own: a damaged vector file can kill its reader.
    """
    refuse_altered_parts(folder, read_manifest(folder).parts)
    _check(folder, embeddings, None)


def _check(folder: Path, embeddings: LocalEmbeddings, new: set[str] | None) -> None:
    """Counts agree, the words of sampled passages find them, and every vector (or every new one) finds itself."""
    generation = Generation(folder, embeddings)
    try:
        manifest, keys = generation.manifest, set(generation.keys)
        if (len(generation.passages), len(generation.units)) != (manifest.passages, manifest.units):
            raise IndexBroken(folder, "its passages are not as many as its manifest says")
        if generation.vectors.keys() != keys:
            raise IndexBroken(folder, "its vectors do not belong to its passages")
        for index in range(0, len(generation.passages), max(1, len(generation.passages) // SAMPLES)):
            unit = generation.units[index]
            if not generation.lexical.finds(unit.text, index):
                raise IndexBroken(folder, f"the words of passage {generation.passages[index].id} do not find it")
        looked_for = keys if new is None else new
        lost = generation.vectors.lost(looked_for)
        if len(lost) > UNLINKED * len(looked_for):
            raise IndexBroken(folder, f"{len(lost)} of {len(looked_for)} vectors do not find themselves")
    finally:
        generation.close()


def _passages(
    live: Path | None, order: Sequence[str], fresh: Mapping[str, Reading], kept: Mapping[str, SourceEntry]
) -> list[Passage]:
    """All passages, source by source, so that the same sources always give the same order."""
    by_source: dict[str, list[Passage]] = {}
    for passage in read_passages(live / PASSAGES) if live and kept else ():
        by_source.setdefault(passage.source, []).append(passage)
    statutes = [p for group in by_source.values() for p in group if p.kind is SourceKind.STATUTE]
    passages: list[Passage] = []
    for name in order:
        if name in fresh:
            passages.extend(fresh[name].passages)
        else:
            passages.extend(statutes if kept[name].kind == SourceKind.STATUTE else by_source.get(name, []))
    return passages


def _write_vectors(
    working: Path, older: Iterable[Path], passages: list[Passage], embeddings: LocalEmbeddings, progress: Progress
) -> tuple[set[str], int]:
    """Bring the store in line with the passages; returns the addresses that are new and how many were embedded."""
    units = units_of(passages)
    texts = {u.key: u.text for u in units if not u.is_question}
    questions = {u.key: u.text for u in units if u.is_question}
    store = VectorStore(working / VECTORS)
    try:
        new = store.keep_only(texts.keys() | questions.keys())
        missing = new - _borrow(store, older, new, embeddings.id)
        done, total = 0, len(missing)

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress("embed", done, total)

        progress("embed", 0, total)
        wanted = {k: t for k, t in texts.items() if k in missing}, {k: t for k, t in questions.items() if k in missing}
        for vectors in embed(*wanted, embeddings, advance):
            store.add(vectors)
        store.link_lost(new)
        return new, len(missing)
    finally:
        store.close()


def _borrow(store: VectorStore, older: Iterable[Path], wanted: set[str], model: str) -> set[str]:
    """Copy vectors that other generations of the same model still have, as after an undone edit or a roll-back."""
    found: set[str] = set()
    for folder in older:
        if not wanted - found:
            break
        if embedding_model_of(folder) != model:
            continue
        try:
            lender = VectorStore(folder / VECTORS)
            try:
                lent = lender.vectors(sorted(wanted - found))
            finally:
                lender.close()
        except IndexBroken:
            continue
        store.add(lent)
        found |= lent.keys()
    return found
