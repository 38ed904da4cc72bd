"""What each source of the index is and what it becomes: guidance, the list of statutes, documents of users."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.chunking.passages import declined_passage, document_passages, guidance_passage, statute_passage
from assistant.documents.declined import parse_declined
from assistant.documents.guidance import TOPICS, parse_guidance
from assistant.documents.readers import read_bytes, read_document
from assistant.documents.refusals import Cause, refusal
from assistant.documents.sandbox import Sandbox
from assistant.errors import ContentError
from assistant.index.manifest import SourceEntry
from assistant.records import Passage, SourceKind
from assistant.statutes import Article, StatuteBook

STATUTES, DECLINED = "statutes.yaml", "declined.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, known by ``name`` in citations."""

    name: str
    path: Path
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source gave: its passages and the texts their offsets refer to."""

    entry: SourceEntry
    passages: tuple[Passage, ...]
    texts: dict[str, str]


class SourceReader:
    """Reads sources of every kind; one child process serves all risky documents until ``close``."""

    def __init__(self, knowledge: Path, statutes: StatuteBook) -> None:
        self._knowledge = knowledge
        self._statutes = statutes
        self._sandbox = Sandbox()

    def fingerprint(self, source: Source) -> str:
        """A hash that changes whenever reading the source could give something else; raises UnreadableFile.

        For the list of statutes that includes the articles themselves, which come with a package and take effect by
        date.
        """
        digest = hashlib.sha256(read_bytes(source.path))
        if source.kind is SourceKind.STATUTE:
            for article in self._articles(source):
                digest.update(f"\x1e{article.basis.ref}\x1f{article.standing}\x1f{article.text}".encode())
        return digest.hexdigest()

    def read(self, source: Source, fingerprint: str) -> Reading:
        """Read one source; raises UnreadableFile or ContentError.

        The fingerprint was taken before, so that a file that changes meanwhile is read again by the next run.
        """
        if source.kind is SourceKind.GUIDANCE:
            return self._guidance(source, fingerprint)
        if source.kind is SourceKind.STATUTE:
            return self._list_of_statutes(source, fingerprint)
        if source.kind is SourceKind.DECLINED:
            return self._declined(source, fingerprint)
        return self._document(source, fingerprint)

    def close(self) -> None:
        """End the child process."""
        self._sandbox.close()

    def _guidance(self, source: Source, fingerprint: str) -> Reading:
        try:
            text = read_bytes(source.path).decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise refusal(source.path, Cause.NOT_TEXT) from error
        sections = parse_guidance(text, source.name)
        passages = tuple(guidance_passage(s) for s in sections)
        entry = _entry(source, fingerprint, sections[0].document_title, len(passages), reviewed=sections[0].reviewed)
        return Reading(entry, passages, {source.name: text})

    def _declined(self, source: Source, fingerprint: str) -> Reading:
        text = read_bytes(source.path).decode("utf-8-sig")
        passages = tuple(declined_passage(field, source.name) for field in parse_declined(text, source.name))
        return Reading(_entry(source, fingerprint, "不回答的问题", len(passages)), passages, {})

    def _list_of_statutes(self, source: Source, fingerprint: str) -> Reading:
        """Every article that the list names; all must be in force today."""
        articles = list(self._articles(source))
        for article in articles:
            if not article.citable:
                raise ContentError(source.name, 0, f"{article.basis.ref} is {article.standing}", "Take it off the list")
        passages = tuple(statute_passage(a) for a in articles)
        return Reading(_entry(source, fingerprint, "法律依据", len(passages)), passages, {})

    def _articles(self, source: Source) -> Iterator[Article]:
        try:
            listed = yaml.safe_load(read_bytes(source.path).decode("utf-8-sig"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ContentError(source.name, 0, f"it is not YAML ({error})", 'Write `law: [577, "579-582"]`') from error
        if not isinstance(listed, dict) or not all(isinstance(ranges, list) for ranges in listed.values()):
            raise ContentError(source.name, 0, "it is no list of laws", 'Write `law: [577, "579-582"]`')
        for law, ranges in listed.items():
            for number in article_numbers(str(law), ranges):
                yield self._statutes.look_up(str(law), number)

    def _document(self, source: Source, fingerprint: str) -> Reading:
        document = read_document(source.path, source.name, self._sandbox)
        passages = tuple(document_passages(document))
        entry = _entry(source, fingerprint, document.title, len(passages), notices=document.notices)
        return Reading(entry, passages, {source.name: document.text})


def knowledge_sources(knowledge: Path) -> list[Source]:
    """The guidance files, the list of statutes and the questions to decline."""
    guidance = [
        Source(path.relative_to(knowledge).as_posix(), path, SourceKind.GUIDANCE)
        for topic in TOPICS
        for path in sorted((knowledge / topic).rglob("*.md"))
    ]
    lists = ((STATUTES, SourceKind.STATUTE), (DECLINED, SourceKind.DECLINED))
    return guidance + [Source(name, knowledge / name, kind) for name, kind in lists if (knowledge / name).exists()]


def article_numbers(law: str, ranges: Iterable[int | str]) -> Iterator[int]:
    """Numbers and ranges such as ``"463-508"`` as single numbers; raises ContentError for anything else."""
    for item in ranges:
        first, _, last = str(item).partition("-")
        if not first.isdigit() or not (last or first).isdigit():
            raise ContentError(STATUTES, 0, f"{item!r} under {law} is no article", 'Write 577 or "577-594"')
        yield from range(int(first), int(last or first) + 1)


def _entry(
    source: Source, fingerprint: str, title: str, passages: int, *, reviewed: str = "", notices: tuple[str, ...] = ()
) -> SourceEntry:
    return SourceEntry(source.name, str(source.path), fingerprint, source.kind, title, passages, reviewed, notices)
