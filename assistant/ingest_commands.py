"""What ``python ingest.py`` does, with a progress bar and a final report."""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.errors import IndexBroken
from assistant.index import generations
from assistant.index.ingestion import Report
from assistant.index.ingestion import check as check_generation
from assistant.index.manifest import read_manifest
from assistant.settings import Settings, from_env
from assistant.wiring import Assistant

CHECK_SECONDS = 300


class Bar:
    """A progress bar on standard error that changes with the stage."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = tqdm(total=total, desc=stage, unit="", file=sys.stderr, disable=not self._shown)
        if self._bar is not None:
            self._bar.total = total
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the bar's line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def ingest(chosen: argparse.Namespace) -> int:
    """Read what differs, embed it, publish; 1 if nothing could be read of what was given."""
    bar = Bar(shown=sys.stderr.isatty() and not chosen.json)
    try:
        report = Assistant(_settings()).pipeline(bar).run(chosen.paths, rebuild=chosen.rebuild)
    finally:
        bar.close()
    print(json.dumps(asdict(report), ensure_ascii=False, indent=1) if chosen.json else _table(report))
    given = {str(path.resolve()) for path in chosen.paths}
    return 1 if given and given <= report.skipped.keys() else 0


def status(chosen: argparse.Namespace) -> int:
    """What the current generation holds and which of its files have changed since."""
    settings = _settings()
    manifest = read_manifest(generations.current(settings.index_dir))
    stale = [e.source for e in manifest.sources if not Path(e.path).exists() or _changed(Path(e.path), e.sha256)]
    if chosen.json:
        print(json.dumps(asdict(manifest) | {"stale": stale}, ensure_ascii=False, indent=1))
        return 0
    print(f"generation {manifest.generation}, made {manifest.created} with {manifest.embedding_model}")
    print(f"{len(manifest.sources)} sources, {manifest.passages} passages, {manifest.vectors} vectors")
    for entry in manifest.sources:
        mark = "changed since" if entry.source in stale else "up to date"
        print(f"  {entry.kind:9} {entry.passages:4} passages  {mark:13}  {entry.source}")
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Check the current generation in a process of its own, because a damaged vector file can kill its reader."""
    folder = generations.current(_settings().index_dir)
    code = "import sys; from assistant.ingest_commands import check_here; check_here(sys.argv[1])"
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False)
    sound = done.returncode == 0
    reason = "" if sound else (done.stderr.strip().splitlines() or [f"the reader died with {done.returncode}"])[-1]
    if chosen.json:
        print(json.dumps({"generation": folder.name, "sound": sound, "reason": reason}, ensure_ascii=False))
    else:
        print(f"{folder.name}: {'sound' if sound else f'damaged ({reason})'}")
    return 0 if sound else 1


def check_here(folder: str) -> None:
    """The check itself; ends the process with a message where it fails."""
    try:
        check_generation(Path(folder), Assistant(_settings()).embeddings)
    except IndexBroken as error:
        sys.exit(str(error))


def roll_back(chosen: argparse.Namespace) -> int:
    """Make the generation before the current one current."""
    index_dir = _settings().index_dir
    with generations.writing(index_dir):
        folder = generations.roll_back(index_dir)
    print(json.dumps({"generation": folder.name}) if chosen.json else f"{folder.name} is in use again")
    return 0


def _settings() -> Settings:
    return from_env(os.environ)


def _changed(path: Path, sha256: str) -> bool:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest() != sha256


def _table(report: Report) -> str:
    rows = [
        f"{name:9} {len(getattr(report, name)):4}" for name in ("added", "changed", "unchanged", "removed", "skipped")
    ]
    rows += [f"  skipped {source}: {reason}" for source, reason in report.skipped.items()]
    return "\n".join([*rows, f"{report.passages} passages, {report.embedded} newly embedded, {report.generation}"])
