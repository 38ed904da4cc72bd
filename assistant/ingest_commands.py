"""What ``python ingest.py`` does, with progress bars and a final report."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.errors import AssistantError
from assistant.index import generations
from assistant.index.changes import Standing, standings
from assistant.index.ingestion import Report
from assistant.index.ingestion import check as check_generation
from assistant.index.manifest import Manifest, read_manifest
from assistant.records import SourceKind
from assistant.settings import from_env
from assistant.wiring import Assistant

CHECK_SECONDS = 300
LISTED = 30  # skipped files that the table names; --json names all
UNITS = {"read": "file", "embed": "text", "index": "index"}
STANDINGS = {
    Standing.SAME: "up to date",
    Standing.CHANGED: "changed since",
    Standing.GONE: "no longer there",
    Standing.UNREADABLE: "cannot be read now",
}


class Bar:
    """A progress bar on standard error that changes with the stage and estimates the time left."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
            if self._shown and total:
                self._bar = tqdm(
                    total=total,
                    desc=f"{stage:5}",
                    unit=f" {UNITS.get(stage, '')}",
                    file=sys.stderr,
                    mininterval=0.2 if sys.stderr.isatty() else 5.0,
                    dynamic_ncols=True,
                )
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the bar's line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def ingest(chosen: argparse.Namespace, assistant: Assistant | None = None) -> int:
    """Read what differs, embed it, publish; 1 if documents were given and none of them could be read."""
    started = time.monotonic()
    bar = Bar(shown=not chosen.json)
    try:
        pipeline = (assistant or _assistant()).pipeline(bar)
        report = pipeline.remove(chosen.remove) if chosen.remove else pipeline.run(chosen.paths, rebuild=chosen.rebuild)
    finally:
        bar.close()
    if chosen.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        print(_table(report, time.monotonic() - started))
    return 1 if chosen.paths and not _read_any(report, chosen.paths) else 0


def status(chosen: argparse.Namespace, assistant: Assistant | None = None) -> int:
    """What the current generation holds, how old it is, and which of its files have changed since."""
    assistant = assistant or _assistant()
    manifest = read_manifest(generations.current(assistant.settings.index_dir))
    now = standings(manifest, assistant.knowledge, assistant.statutes)
    stale = [name for name, standing in now.items() if standing is not Standing.SAME]
    age = (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).total_seconds()
    if chosen.json:
        found = asdict(manifest) | {"stale": stale, "age_seconds": round(age), "standing": now}
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    print(f"generation {manifest.generation}, {_age(age)} old, made with {manifest.embedding_model}")
    print(f"{len(manifest.sources)} sources, {manifest.passages} passages, {manifest.vectors} vectors")
    for line in _source_lines(manifest, now):
        print(line)
    if stale:
        print(f"{len(stale)} changed since: run `python ingest.py` to bring the index up to date")
    return 0


def check(chosen: argparse.Namespace, assistant: Assistant | None = None) -> int:
    """Check the current generation in a process of its own, because a damaged vector file can kill its reader."""
    folder = generations.current((assistant or _assistant()).settings.index_dir)
    code = "import sys; from assistant.ingest_commands import check_here; check_here(sys.argv[1])"
    command = [sys.executable, "-c", code, str(folder)]
    root = Path(__file__).resolve().parent.parent
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=CHECK_SECONDS,
            check=False,
            cwd=root,
            env=_child_environment(),
        )
        sound, reason = done.returncode == 0, _reason(done)
    except subprocess.TimeoutExpired:
        sound, reason = False, f"it did not answer within {CHECK_SECONDS} s"
    if chosen.json:
        print(json.dumps({"generation": folder.name, "sound": sound, "reason": reason}, ensure_ascii=False))
    else:
        print(f"{folder.name}: {'sound' if sound else f'damaged ({reason})'}")
    return 0 if sound else 1


def check_here(folder: str) -> None:
    """The check itself; ends the process with a message where it fails."""
    try:
        check_generation(Path(folder), _assistant().embeddings)
    except AssistantError as error:
        sys.exit(str(error))


def roll_back(chosen: argparse.Namespace, assistant: Assistant | None = None) -> int:
    """Make the generation before the current one current."""
    index_dir = (assistant or _assistant()).settings.index_dir
    with generations.writing(index_dir):
        folder = generations.roll_back(index_dir)
    print(json.dumps({"generation": folder.name}) if chosen.json else f"{folder.name} is in use again")
    return 0


def _assistant() -> Assistant:
    return Assistant(from_env(os.environ))


def _child_environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))}


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"its reader was killed by {signal.Signals(-done.returncode).name}"
    return (done.stderr.strip().splitlines() or [f"its reader ended with {done.returncode}"])[-1]


def _read_any(report: Report, paths: list[Path]) -> bool:
    """True if anything at or below the given paths, or matched by them as patterns, is in the index now."""
    read = {*report.added, *report.changed, *report.unchanged}
    if not report.skipped:
        return True
    given = [path.resolve() for path in paths if path.exists()]
    if len(given) < len(paths):  # a pattern among them: judge by all that was skipped
        return bool(report.added or report.changed or len(read) > len(report.skipped))
    return any(Path(name).is_relative_to(path) for name in read for path in given if Path(name).is_absolute())


def _age(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"


def _source_lines(manifest: Manifest, now: dict[str, Standing]) -> list[str]:
    lines = []
    for entry in manifest.sources:
        kind = SourceKind(entry.kind).value
        lines.append(f"  {kind:9} {entry.passages:5} passages  {STANDINGS[now[entry.source]]:18}  {entry.source}")
        lines += [f"            {notice}" for notice in entry.notices]
    return lines


def _table(report: Report, seconds: float) -> str:
    rows = [
        f"{name:9} {len(getattr(report, name)):5}" for name in ("added", "changed", "unchanged", "removed", "skipped")
    ]
    skipped = list(report.skipped.items())
    rows += [f"  skipped {reason}" for _, reason in skipped[:LISTED]]
    if len(skipped) > LISTED:
        rows.append(f"  and {len(skipped) - LISTED} more; `--json` names all")
    rows += [f"  {source}: {notice}" for source, notices in report.notices.items() for notice in notices]
    made = f"generation {report.generation}, {seconds:.1f} s"
    return "\n".join([*rows, f"{report.passages} passages, {report.embedded} newly embedded, {made}"])
