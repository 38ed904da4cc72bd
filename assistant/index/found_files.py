"""Which files the paths of a command line stand for: files, folders and patterns, and what is passed over and why."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.documents.readers import SUFFIXES
from assistant.documents.refusals import Cause, refusal
from assistant.errors import InputRefused
from assistant.index.sources import Source
from assistant.records import SourceKind

PATTERN = "*?["


@dataclass(slots=True)
class FoundFiles:
    """Documents to read by their resolved path, and those passed over with the reason."""

    sources: dict[str, Source] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def document_sources(paths: Iterable[Path], *, outside: Iterable[Path] = ()) -> FoundFiles:
    """Files as given and, below folders, every file of a known format; hidden files are passed over.

    What lies below ``outside`` has its own place in the index or is the index. Raises InputRefused for a path that
    does not exist or holds nothing to read, so that a mistyped path changes nothing.
    """
    found = FoundFiles()
    excluded = [folder.resolve() for folder in outside]
    for given in paths:
        before = len(found.sources) + len(found.skipped)
        covered = _gather(given, found, excluded)
        if len(found.sources) + len(found.skipped) == before and not covered:
            raise InputRefused(
                f"{str(given)!r} holds no file that can be read. Check the path; the index is unchanged."
            )
    return found


def shown_name(path: Path) -> str:
    """The path as text that can be printed and stored, whatever bytes its name holds."""
    text = str(path).encode("utf-8", errors="backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _gather(given: Path, found: FoundFiles, excluded: list[Path]) -> bool:
    """Add what one path stands for; returns whether it was, in part or whole, excluded or known already."""
    covered = False
    for path in _expanded(given):
        inside = path.resolve() if path.is_dir() else None
        for file in _files(path, inside, found) if inside else [path]:
            real = file.resolve()
            if any(real.is_relative_to(folder) for folder in excluded) or shown_name(real) in found.sources:
                covered = True
                continue
            found.sources[shown_name(real)] = Source(shown_name(real), real, SourceKind.DOCUMENT)
    return covered


def _expanded(given: Path) -> list[Path]:
    """The path itself, or what it matches where it is a pattern; raises InputRefused where there is nothing."""
    if os.path.lexists(given):
        return [given]
    is_pattern = any(c in str(given) for c in PATTERN)
    matches = sorted(Path(given.anchor).glob(str(given.relative_to(given.anchor)))) if is_pattern else []
    if not matches:
        raise InputRefused(f"{shown_name(given)!r} does not exist. Check the path; the index is unchanged.")
    return matches


def _files(folder: Path, inside: Path, found: FoundFiles) -> Iterator[Path]:
    """Readable files below a folder; links out of it and unknown formats are noted."""
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(parent) / name
            if name.startswith((".", "~$")):
                continue
            if path.is_symlink():
                if not path.resolve().is_relative_to(inside):
                    found.skipped[shown_name(path.absolute())] = str(refusal(path, Cause.LINK))
            elif not path.is_file():
                found.skipped[shown_name(path.absolute())] = str(refusal(path, Cause.NOT_A_FILE))
            elif path.suffix.lower() in SUFFIXES:
                yield path
            else:
                found.skipped[shown_name(path.absolute())] = str(refusal(path, Cause.FORMAT, path.suffix))
