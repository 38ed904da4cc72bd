"""Case files: JSON Lines in, cases out; a line that cannot be used is named with its number."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.errors import CasesInvalid, NoCases
from evals.records import Case, Suite

CASES = Path(__file__).with_name("cases")
SPLITS = ("dev", "check")
TELLING = (
    ("turns", "dialogues"),
    ("clause", "critique"),
    ("claim", "grounding"),
    ("mention", "statutes"),
    ("question", "answers"),
)
SEARCHED = ("style", "topic", "level", "edit", "verdict")


def committed_cases(suites: Sequence[Suite], split: str) -> list[Case]:
    """The project's own cases of these suites."""
    folder = CASES / split
    return [Case(str(raw["id"]), s.name, raw) for s in suites for raw in read_lines(folder / s.file)]


def foreign_cases(path: Path, suites: Sequence[Suite]) -> list[Case]:
    """Cases of a foreign file; with no suite given, each line's keys tell its suite."""
    found = []
    for line, raw in enumerate(read_lines(path), start=1):
        names = [s.name for s in suites if all(key in raw for key in s.needs)] if suites else [told_by_keys(raw)]
        if not names or not names[0]:
            wanted = " or ".join(f"{s.name} ({', '.join(s.needs)})" for s in suites) or "any suite"
            raise CasesInvalid(
                path, line, f"has the keys {', '.join(raw)}, which do not fit {wanted}", "See evals/README.md"
            )
        found += [Case(str(raw.get("id", f"line-{line}")), name, raw) for name in names]
    _refuse_twins(path, found)
    return found


def told_by_keys(raw: dict[str, Any]) -> str:
    """The suite that a line's keys tell; empty where they tell none."""
    return next((suite for key, suite in TELLING if key in raw), "")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file (or of one JSON list); raises CasesInvalid with the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CasesInvalid(path, 0, f"cannot be read ({error})", "Give a JSON Lines file in UTF-8") from error
    if text.lstrip().startswith("["):
        return _objects(path, [(0, raw) for raw in _parsed(path, 0, text)])
    return _objects(path, [(n, _parsed(path, n, line)) for n, line in enumerate(text.split("\n"), 1) if line.strip()])


def _parsed(path: Path, line: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise CasesInvalid(path, line, f"is no JSON ({error})", "Write one JSON object a line") from error


def _objects(path: Path, numbered: Sequence[tuple[int, Any]]) -> list[dict[str, Any]]:
    for line, raw in numbered:
        if not isinstance(raw, dict):
            raise CasesInvalid(path, line, "is no JSON object", "Write one JSON object a line")
    return [raw for _, raw in numbered]


def _refuse_twins(path: Path, cases: Sequence[Case]) -> None:
    seen: set[tuple[str, str]] = set()
    for case in cases:
        if (case.suite, case.id) in seen:
            raise CasesInvalid(path, 0, f"has the id {case.id!r} twice", "Give every case an id of its own")
        seen.add((case.suite, case.id))


def filtered(cases: Sequence[Case], text: str) -> list[Case]:
    """Cases whose id, labels or question hold ``text``; raises NoCases where none is left."""
    kept = [case for case in cases if not text or any(text in value for value in _labels(case))]
    if not kept:
        raise NoCases(f"--filter {text!r}" if text else "the suites and files given")
    return kept


def _labels(case: Case) -> Iterator[str]:
    yield case.id
    yield case.question
    yield from (str(case.data[key]) for key in SEARCHED if case.data.get(key))
    yield from map(str, case.data.get("types") or [])
