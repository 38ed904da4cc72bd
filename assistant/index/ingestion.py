"""The ingestion pipeline: what differs is read and embedded into a new generation, checked, and published."""

import shutil
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.chunking.passages import CHUNKER
from assistant.errors import AssistantError, IndexBroken, IndexMissing, IndexUnwritable, InputRefused, ModelMismatch
from assistant.index import generations
from assistant.index.building import build, check
from assistant.index.found_files import document_sources
from assistant.index.manifest import Manifest, OtherFormat, SourceEntry, read_manifest, remembered_sources
from assistant.index.sources import Reading, Source, SourceReader, knowledge_sources
from assistant.models.embedding import LocalEmbeddings
from assistant.records import SourceKind
from assistant.statutes import StatuteBook

__all__ = ["Pipeline", "Report", "check"]


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingestion did; ``skipped`` maps a source to the reason, ``notices`` to what to know about it."""

    generation: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: dict[str, str] = field(default_factory=dict)
    notices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    passages: int = 0
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What has been read anew, what stays as it is in the live generation, and what could not be read."""

    order: tuple[str, ...]
    fresh: dict[str, Reading]
    kept: dict[str, SourceEntry]
    skipped: dict[str, str]


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

        Raises IndexLocked, ModelMismatch, InputRefused (a path holds nothing), IndexUnwritable (disk full) and
        IndexBroken (the new generation failed its own check); the generation in use stays as it was.
        """
        with generations.writing(self.index_dir):
            found = document_sources(paths, outside=(self.knowledge, self.index_dir))
            return self._apply(found.sources, found.skipped, removed=(), rebuild=rebuild)

    def remove(self, names: Collection[str]) -> Report:
        """Take added documents out of the index; the files stay where they are.

        A name is a document's source, its file name, or the end of its path. Raises InputRefused for a name that
        fits no document or several.
        """
        with generations.writing(self.index_dir):
            entries = remembered_sources(generations.current(self.index_dir))
            documents = [e.source for e in entries if e.kind == SourceKind.DOCUMENT]
            return self._apply({}, {}, removed={_named(name, documents) for name in names}, rebuild=False)

    def _apply(
        self, given: dict[str, Source], skipped: dict[str, str], *, removed: Collection[str], rebuild: bool
    ) -> Report:
        live, entries = self._live(rebuild=rebuild)
        remembered = {
            e.source: Source(e.source, Path(e.path), SourceKind.DOCUMENT)
            for e in entries
            if e.kind == SourceKind.DOCUMENT and e.source not in removed and Path(e.path).exists()
        }
        sources = [*knowledge_sources(self.knowledge), *(remembered | given).values()]
        if not any(s.kind is SourceKind.GUIDANCE for s in sources):
            raise InputRefused(f"{str(self.knowledge)!r} holds no guidance. Restore the folder `knowledge/`.")
        plan = self._read(sources, live, skipped)
        report = _report(plan, {e.source: e for e in entries})
        if live and not (plan.fresh or report.removed):
            return replace(report, generation=live.generation, passages=live.passages)
        return self._publish(live, plan, report, rebuild=rebuild)

    def _live(self, *, rebuild: bool) -> tuple[Manifest | None, tuple[SourceEntry, ...]]:
        """The generation to build on, if any, and the sources to remember."""
        try:
            folder = generations.current(self.index_dir)
        except (IndexMissing, IndexBroken):
            return None, ()
        entries = remembered_sources(folder)
        if rebuild:
            return None, entries
        try:
            manifest = read_manifest(folder)
        except OtherFormat:  # written by another version: what it remembers is read again
            return None, entries
        if manifest.embedding_model != self.embeddings.id:
            raise ModelMismatch(manifest.embedding_model, self.embeddings.id)
        return manifest, entries

    def _read(self, sources: list[Source], live: Manifest | None, skipped: dict[str, str]) -> _Plan:
        """Read what has changed; a file that cannot be read any more keeps what was last read of it."""
        before = {e.source: e for e in live.sources} if live else {}
        same_chunker = live is not None and live.chunker == CHUNKER
        fresh: dict[str, Reading] = {}
        kept: dict[str, SourceEntry] = {}
        skipped = dict(skipped)
        reader = SourceReader(self.knowledge, self.statutes)
        try:
            for done, source in enumerate(sources):
                self.progress("read", done, len(sources))
                entry = before.get(source.name)
                try:
                    fingerprint = reader.fingerprint(source)
                    if entry and same_chunker and entry.sha256 == fingerprint:
                        kept[source.name] = entry
                    else:
                        fresh[source.name] = reader.read(source, fingerprint)
                except (AssistantError, OSError) as error:
                    skipped[source.name] = str(error)
                    if entry:
                        kept[source.name] = entry
            self.progress("read", len(sources), len(sources))
        finally:
            reader.close()
        order = tuple(s.name for s in sources if s.name in fresh or s.name in kept)
        return _Plan(order, fresh, kept, skipped)

    def _publish(self, live: Manifest | None, plan: _Plan, report: Report, *, rebuild: bool) -> Report:
        older = [] if rebuild else generations.generations(self.index_dir)
        folder = self.index_dir / live.generation if live else None
        working: Path | None = None
        try:
            working = generations.begin(self.index_dir)
            built = build(
                working,
                live=folder,
                older=[g for g in older if g != folder],
                order=plan.order,
                fresh=plan.fresh,
                kept=plan.kept,
                embeddings=self.embeddings,
                created=datetime.now(UTC),
                progress=self.progress,
            )
            published = generations.publish(self.index_dir, working)
        except OSError as error:
            raise IndexUnwritable(self.index_dir, error.strerror or str(error)) from error
        finally:
            if working is not None:
                shutil.rmtree(working, ignore_errors=True)
        return replace(report, generation=published.name, passages=built.passages, embedded=built.embedded)


def _named(name: str, documents: list[str]) -> str:
    """The one document that a name stands for; raises InputRefused."""
    wanted = name.replace("\\", "/")
    fitting = [d for d in documents if d == name] or [d for d in documents if d.endswith(f"/{wanted}")]
    if not fitting:
        with suppress(OSError):
            fitting = [d for d in documents if d == str(Path(name).resolve())]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise InputRefused(f"{name!r} fits {len(fitting)} documents: {', '.join(fitting)}. Give more of the path.")
    raise InputRefused(f"{name!r} is no document in the index. `python ingest.py --status` lists them.")


def _report(plan: _Plan, before: dict[str, SourceEntry]) -> Report:
    return Report(
        generation="",
        added=tuple(s for s in plan.fresh if s not in before),
        changed=tuple(s for s in plan.fresh if s in before),
        unchanged=tuple(s for s in plan.kept if s not in plan.skipped),
        removed=tuple(s for s in before if s not in plan.fresh and s not in plan.kept),
        skipped=plan.skipped,
        notices={name: r.entry.notices for name, r in plan.fresh.items() if r.entry.notices},
    )
