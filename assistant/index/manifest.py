"""What a generation is made of, written beside it as ``manifest.json``."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import IndexBroken

FORMAT = 3
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source: where it is, what it held when it was read, and how many passages it gave.

    ``notices`` say what a reader should know about the file, such as pages that are pictures.
    """

    source: str
    path: str
    sha256: str
    kind: str
    title: str
    passages: int
    reviewed: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a generation, by which damage is noticed before the file is opened."""

    path: str
    size: int
    sha256: str


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
    parts: tuple[Part, ...] = ()
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the manifest into ``folder``."""
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


class OtherFormat(IndexBroken):
    """The generation was written by another version of this program."""


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; raises IndexBroken where it is missing, damaged or of another format."""
    raw = _raw(folder)
    if raw.get("format") != FORMAT:
        raise OtherFormat(folder, f"its format is {raw.get('format')!r}, this version reads {FORMAT}")
    try:
        raw["sources"] = tuple(_entry(entry) for entry in raw["sources"])
        raw["parts"] = tuple(Part(**part) for part in raw["parts"])
        return Manifest(**raw)
    except (TypeError, KeyError) as error:
        raise IndexBroken(folder, f"its manifest cannot be read ({error})") from error


def remembered_sources(folder: Path) -> tuple[SourceEntry, ...]:
    """The sources of a generation of any format, as far as they can be made out."""
    try:
        return tuple(_entry(entry) for entry in _raw(folder)["sources"])
    except (IndexBroken, TypeError, KeyError):
        return ()


def embedding_model_of(folder: Path) -> str:
    """The model of a generation of any format; empty where it cannot be made out."""
    try:
        return str(_raw(folder).get("embedding_model", ""))
    except IndexBroken:
        return ""


def _raw(folder: Path) -> dict[str, Any]:
    try:
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexBroken(folder, f"its manifest cannot be read ({error})") from error
    if not isinstance(raw, dict):
        raise IndexBroken(folder, "its manifest is no JSON object")
    return raw


def _entry(raw: dict[str, Any]) -> SourceEntry:
    return SourceEntry(**(raw | {"notices": tuple(raw.get("notices", ()))}))
