"""Which sources of a generation have changed on the disk since it was made."""

from enum import StrEnum
from pathlib import Path

from assistant.errors import AssistantError
from assistant.index.manifest import Manifest, SourceEntry
from assistant.index.sources import Source, SourceReader
from assistant.records import SourceKind
from assistant.statutes import StatuteBook


class Standing(StrEnum):
    """How a source compares with what was read of it."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    UNREADABLE = "unreadable"


def standings(manifest: Manifest, knowledge: Path, statutes: StatuteBook) -> dict[str, Standing]:
    """Every source of a generation with its standing now."""
    reader = SourceReader(knowledge, statutes)
    try:
        return {entry.source: _standing(entry, reader) for entry in manifest.sources}
    finally:
        reader.close()


def _standing(entry: SourceEntry, reader: SourceReader) -> Standing:
    path = Path(entry.path)
    if not path.exists():
        return Standing.GONE
    try:
        now = reader.fingerprint(Source(entry.source, path, SourceKind(entry.kind)))
    except AssistantError:
        return Standing.UNREADABLE
    return Standing.SAME if now == entry.sha256 else Standing.CHANGED
