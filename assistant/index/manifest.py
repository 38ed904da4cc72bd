"""What a generation is made of, written beside it as ``manifest.json``."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import IndexBroken

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source: where it is, what it held when it was read, and how many passages it gave."""

    source: str
    path: str
    sha256: str
    kind: str
    title: str
    passages: int
    reviewed: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a generation; ``created`` is an ISO time in UTC."""

    generation: str
    created: str
    embedding_model: str
    dimension: int
    chunker: str
    sources: tuple[SourceEntry, ...]
    passages: int
    units: int
    vectors: int
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the manifest into ``folder``."""
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; raises IndexBroken where it is missing, damaged or of another format."""
    try:
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if raw.get("format") != FORMAT:
            raise IndexBroken(folder, f"its format is {raw.get('format')!r}, this version reads {FORMAT}")
        raw["sources"] = tuple(SourceEntry(**entry) for entry in raw["sources"])
        return Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexBroken(folder, f"its manifest cannot be read ({error})") from error
