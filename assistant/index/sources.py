"""Which files an ingestion reads, and what each becomes."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.chunking.passages import document_passages, guidance_passage, statute_passage
from assistant.documents.guidance import TOPICS, read_guidance
from assistant.documents.readers import READERS, read_document
from assistant.errors import ContentError
from assistant.index.manifest import SourceEntry
from assistant.records import Passage, SourceKind
from assistant.statutes import StatuteBook

STATUTES = "statutes.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, known by ``name`` in citations."""

    name: str
    path: Path
    kind: SourceKind

    def sha256(self) -> str:
        """Hash of the file's bytes."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source gave: its passages and the texts their offsets refer to."""

    entry: SourceEntry
    passages: tuple[Passage, ...]
    texts: dict[str, str]


def knowledge_sources(knowledge: Path) -> list[Source]:
    """The guidance files and the list of statutes."""
    guidance = [
        Source(path.relative_to(knowledge).as_posix(), path, SourceKind.GUIDANCE)
        for topic in TOPICS
        for path in sorted((knowledge / topic).rglob("*.md"))
    ]
    statutes = knowledge / STATUTES
    return guidance + ([Source(STATUTES, statutes, SourceKind.STATUTE)] if statutes.exists() else [])


def document_sources(paths: Iterable[Path]) -> list[Source]:
    """Files as given and, below folders, every file of a known format; hidden files and links are passed over."""
    found = [file for path in paths for file in _files(path)]
    return [Source(str(path), path, SourceKind.DOCUMENT) for path in dict.fromkeys(p.resolve() for p in found)]


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not file.is_symlink() and not hidden and file.suffix.lower() in READERS:
            yield file


def read_source(source: Source, knowledge: Path, statutes: StatuteBook) -> Reading:
    """Read one source; raises UnreadableFile or ContentError."""
    reader: Callable[[Source, Path, StatuteBook], Reading] = {
        SourceKind.GUIDANCE: _read_guidance,
        SourceKind.STATUTE: _read_statutes,
        SourceKind.DOCUMENT: _read_document,
    }[source.kind]
    return reader(source, knowledge, statutes)


def _read_guidance(source: Source, knowledge: Path, statutes: StatuteBook) -> Reading:
    sections = read_guidance(source.path, knowledge)
    passages = tuple(guidance_passage(s) for s in sections)
    entry = _entry(source, sections[0].document_title, len(passages), sections[0].reviewed)
    return Reading(entry, passages, {source.name: source.path.read_text(encoding="utf-8")})


def _read_statutes(source: Source, knowledge: Path, statutes: StatuteBook) -> Reading:
    """Every article that the list names and that is in force today."""
    listed = yaml.safe_load(source.path.read_text(encoding="utf-8"))
    articles = [statutes.look_up(law, number) for law, ranges in listed.items() for number in article_numbers(law, ranges)]
    for article in articles:
        if not article.citable:
            raise ContentError(source.name, 0, f"{article.basis.ref} is {article.standing}", "Take it off the list")
    passages = tuple(statute_passage(a) for a in articles)
    return Reading(_entry(source, "法律依据", len(passages)), passages, {})


def article_numbers(law: str, ranges: list[int | str]) -> Iterator[int]:
    """Numbers and ranges such as ``"463-508"`` as single numbers; raises ContentError for anything else."""
    for item in ranges:
        first, _, last = str(item).partition("-")
        if not first.isdigit() or not (last or first).isdigit():
            raise ContentError(STATUTES, 0, f"{item!r} under {law} is no article", 'Write 577 or "577-594"')
        yield from range(int(first), int(last or first) + 1)


def _read_document(source: Source, knowledge: Path, statutes: StatuteBook) -> Reading:
    document = read_document(source.path, source.name)
    passages = tuple(document_passages(document))
    return Reading(_entry(source, document.title, len(passages)), passages, {source.name: document.text})


def _entry(source: Source, title: str, passages: int, reviewed: str = "") -> SourceEntry:
    return SourceEntry(source.name, str(source.path), source.sha256(), source.kind, title, passages, reviewed)
