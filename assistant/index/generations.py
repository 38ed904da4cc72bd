"""The folder of generations: which one is current, who may write, and how a new one takes its place."""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import IndexBroken, IndexLocked, IndexMissing, IndexUnwritable, NothingBefore

CURRENT = "CURRENT"
LOCK = "LOCK"
NAME = re.compile(r"\d{8}T\d{6}-\d{6}")


@contextmanager
def writing(index_dir: Path) -> Iterator[None]:
    """Hold the exclusive lock; raises IndexLocked at once if another process has it.

    The kernel drops the lock with its owner, so a dead owner's lock is simply taken over.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        opened = (index_dir / LOCK).open("a+", encoding="utf-8", errors="replace")
    except OSError as error:
        raise IndexUnwritable(index_dir, error.strerror or str(error)) from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise IndexLocked(index_dir, lock.read().strip() or "owner unknown") from error
        with suppress(OSError):  # a full disk: the lock holds without its owner's number
            lock.truncate(0)
            lock.write(f"process {os.getpid()}")
            lock.flush()
        _remove_unfinished(index_dir)
        yield


def refuse_while_writing(index_dir: Path) -> None:
    """Raise IndexLocked if another process is writing, without loading anything that takes time."""
    with suppress(FileNotFoundError, PermissionError), (index_dir / LOCK).open("r", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLocked(index_dir, lock.read().strip() or "owner unknown") from error


def current(index_dir: Path) -> Path:
    """The folder of the generation in use; raises IndexMissing, or IndexBroken where CURRENT names none."""
    name = named(index_dir)
    if not name:
        raise IndexMissing(index_dir)
    folder = index_dir / name
    if not NAME.fullmatch(name) or not folder.is_dir():
        raise IndexBroken(index_dir, f"{CURRENT} names {name!r}, which is no generation")
    return folder


def named(index_dir: Path) -> str:
    """The name in CURRENT; empty where nothing was ever published."""
    try:
        return (index_dir / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def begin(index_dir: Path) -> Path:
    """A fresh working folder, invisible to readers until published."""
    folder = index_dir / f".{new_name()}"
    folder.mkdir(parents=True)
    return folder


def new_name() -> str:
    """A name that sorts by time."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S-%f")


def publish(index_dir: Path, working: Path) -> Path:
    """Give ``working`` its name and make it current by one atomic rename; all but the one before it are pruned."""
    before = named(index_dir)
    folder = index_dir / working.name.removeprefix(".")
    _sync_tree(working)
    working.rename(folder)
    _point_to(index_dir, folder.name)
    _prune(index_dir, {folder.name, before})
    return folder


def roll_back(index_dir: Path) -> Path:
    """Make the generation before the current one current; raises NothingBefore where there is none."""
    in_use = current(index_dir).name
    older = [g for g in generations(index_dir) if g.name < in_use]
    if not older:
        raise NothingBefore(index_dir)
    _point_to(index_dir, older[-1].name)
    return older[-1]


def generations(index_dir: Path) -> list[Path]:
    """All published generations, oldest first."""
    return sorted(p for p in index_dir.iterdir() if p.is_dir() and NAME.fullmatch(p.name))


def _prune(index_dir: Path, kept: set[str]) -> None:
    """Remove the generations that are neither in use nor the one to roll back to.

    A folder is hidden before it is emptied: a death half way must not leave one that a rollback could choose.
    """
    for folder in generations(index_dir):
        if folder.name not in kept:
            hidden = folder.with_name(f".{folder.name}")
            folder.rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)


def _point_to(index_dir: Path, name: str) -> None:
    pointer = index_dir / f".{CURRENT}.{os.getpid()}.{time.monotonic_ns()}"
    with pointer.open("w", encoding="utf-8") as out:
        out.write(name)
        out.flush()
        os.fsync(out.fileno())
    pointer.replace(index_dir / CURRENT)


def _remove_unfinished(index_dir: Path) -> None:
    """What a killed ingestion left; called under the lock."""
    for entry in index_dir.iterdir():
        if entry.is_dir() and entry.name.startswith("."):
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name.startswith(f".{CURRENT}."):
            entry.unlink(missing_ok=True)


def _sync_tree(folder: Path) -> None:
    """Put the new files on the disk; a file shared with the generation before is there already."""
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_nlink == 1:
            with path.open("rb") as opened:
                os.fsync(opened.fileno())
