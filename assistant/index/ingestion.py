"""The ingestion pipeline: what differs is read and embedded into a new generation, checked, and published."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.chunking.passages import CHUNKER
from assistant.errors import AssistantError, IndexBroken, IndexMissing, InputRefused, ModelMismatch
from assistant.index import generations
from assistant.index.generation import (
    LEXICAL,
    PASSAGES,
    TEXTS,
    VECTORS,
    Generation,
    text_name,
    units_of,
    write_passages,
    write_texts,
)
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import Manifest, SourceEntry, read_manifest
from assistant.index.sources import Reading, Source, document_sources, knowledge_sources, read_source
from assistant.index.vectors import VectorStore
from assistant.models.embedding import LocalEmbeddings
from assistant.records import Passage, SourceKind
from assistant.statutes import StatuteBook


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingestion did; ``skipped`` maps a source to the reason."""

    generation: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: dict[str, str] = field(default_factory=dict)
    passages: int = 0
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything an ingestion needs; ``progress`` is told (stage, done, total)."""

    index_dir: Path
    knowledge: Path
    embeddings: LocalEmbeddings
    statutes: StatuteBook
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None

    def run(self, paths: Iterable[Path] = (), *, rebuild: bool = False) -> Report:
        """Bring the index up to date with ``knowledge``, the documents added before, and ``paths``.

        Raises IndexLocked, ModelMismatch, InputRefused (nothing readable was given) and IndexBroken (the new
        generation failed its own check); the generation in use stays as it was.
        """
        given = list(paths)
        documents = document_sources(given)
        if given and not documents:
            raise InputRefused(f"{', '.join(map(str, given))} holds no file that can be read. Check the path.")
        with generations.writing(self.index_dir):
            live = None if rebuild else self._live()
            remembered = self._remembered(rebuild)
            sources = [*knowledge_sources(self.knowledge), *_merged(remembered, documents)]
            if not any(s.kind is SourceKind.GUIDANCE for s in sources):
                raise InputRefused(f"{str(self.knowledge)!r} holds no guidance. Restore the folder `knowledge/`.")
            return self._apply(live, sources)

    def _live(self) -> Generation | None:
        try:
            return Generation(generations.current(self.index_dir), self.embeddings)
        except IndexMissing:
            return None

    def _remembered(self, rebuild: bool) -> list[Source]:
        """Documents added by earlier runs that are still where they were."""
        try:
            manifest = read_manifest(generations.current(self.index_dir))
        except (IndexMissing, IndexBroken):
            return []
        entries = [e for e in manifest.sources if e.kind == SourceKind.DOCUMENT and Path(e.path).exists()]
        return [Source(e.source, Path(e.path), SourceKind.DOCUMENT) for e in entries]

    def _apply(self, live: Generation | None, sources: list[Source]) -> Report:
        before = {e.source: e for e in live.manifest.sources} if live else {}
        same_chunker = live is not None and live.manifest.chunker == CHUNKER
        readings: dict[str, Reading] = {}
        skipped: dict[str, str] = {}
        fresh: set[str] = set()
        for done, source in enumerate(sources):
            self.progress("read", done, len(sources))
            entry = before.get(source.name)
            try:
                if live and entry and same_chunker and entry.sha256 == source.sha256():
                    readings[source.name] = _kept(live, entry)
                    continue
                readings[source.name] = read_source(source, self.knowledge, self.statutes)
                fresh.add(source.name)
            except (AssistantError, OSError) as error:
                skipped[source.name] = str(error)
                if live and entry:
                    readings[source.name] = _kept(live, entry)
        report = _report(before, readings, fresh, skipped)
        if live and not (report.added or report.changed or report.removed):
            return replace(report, generation=live.folder.name, passages=len(live.passages))
        return self._build(live, readings, report)

    def _build(self, live: Generation | None, readings: dict[str, Reading], report: Report) -> Report:
        working = generations.begin(self.index_dir)
        passages = [p for reading in readings.values() for p in reading.passages]
        if live:
            shutil.copytree(live.folder / VECTORS, working / VECTORS)
            live.close()
        embedded, vectors = self._embed(working, passages)
        units = units_of(passages)
        LexicalIndex.build([u.text for u in units]).save(working / LEXICAL)
        write_passages(working / PASSAGES, passages)
        write_texts(working, {name: text for r in readings.values() for name, text in r.texts.items()})
        Manifest(
            generation=working.name.removeprefix("."),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            embedding_model=self.embeddings.id,
            dimension=self.embeddings.dimension,
            chunker=CHUNKER,
            sources=tuple(r.entry for r in readings.values()),
            passages=len(passages),
            units=len(units),
            vectors=vectors,
        ).write(working)
        check(working, self.embeddings)
        folder = generations.publish(self.index_dir, working)
        return replace(report, generation=folder.name, passages=len(passages), embedded=embedded)

    def _embed(self, working: Path, passages: list[Passage]) -> tuple[int, int]:
        """Write the vectors; returns how many were embedded and how many there are."""
        units = units_of(passages)
        texts = {u.key: u.text for u in units if not u.is_question}
        questions = {u.key: u.text for u in units if u.is_question}
        store = VectorStore(working / VECTORS)
        done, total = 0, len((texts.keys() | questions.keys()) - store.keys())

        def advance(count: int) -> None:
            nonlocal done
            done += count
            self.progress("embed", done, total)

        try:
            return store.update(texts, questions, self.embeddings, advance), store.count()
        finally:
            store.close()


def check(folder: Path, embeddings: LocalEmbeddings) -> None:
    """Refuse a generation whose parts disagree or that does not find what is in it; raises IndexBroken."""
    generation = Generation(folder, embeddings)
    try:
        manifest, keys = generation.manifest, set(generation.keys)
        if (len(generation.passages), len(generation.units)) != (manifest.passages, manifest.units):
            raise IndexBroken(folder, "its passages are not as many as its manifest says")
        if generation.vectors.keys() != keys:
            raise IndexBroken(folder, "its vectors do not belong to its passages")
        for index in range(0, len(generation.passages), max(1, len(generation.passages) // 50)):
            unit = generation.units[index]
            if not generation.lexical.scores(unit.text)[index] > 0:
                raise IndexBroken(folder, f"the words of passage {generation.passages[index].id} do not find it")
        lost = generation.vectors.lost(keys)
        if lost:
            raise IndexBroken(folder, f"{len(lost)} vectors do not find themselves")
    finally:
        generation.close()


def _merged(remembered: list[Source], given: list[Source]) -> list[Source]:
    return list({s.name: s for s in [*remembered, *given]}.values())


def _kept(live: Generation, entry: SourceEntry) -> Reading:
    """A source as it stands in the live generation."""
    belongs = "statutes/" if entry.kind == SourceKind.STATUTE else None
    passages = tuple(p for p in live.passages if (p.source.startswith(belongs) if belongs else p.source == entry.source))
    has_text = (live.folder / TEXTS / text_name(entry.source)).exists()
    return Reading(entry, passages, {entry.source: live.text_of(entry.source)} if has_text else {})


def _report(
    before: dict[str, SourceEntry], readings: dict[str, Reading], fresh: set[str], skipped: dict[str, str]
) -> Report:
    return Report(
        generation="",
        added=tuple(s for s in readings if s in fresh and s not in before),
        changed=tuple(s for s in readings if s in fresh and s in before),
        unchanged=tuple(s for s in readings if s not in fresh),
        removed=tuple(s for s in before if s not in readings),
        skipped=skipped,
    )

