"""The pre-signing checklist: its items from ``knowledge/checklist.yaml``, and what one browser has ticked and noted.

Stored as ``DATA_DIR/checklists/<browser>.json``.
"""

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import ContentError
from assistant.records import ClauseReview, Critique, FindingKind
from assistant.web.json_files import read_json, write_json
from assistant.web.visitors import ANONYMOUS

NAME = "checklist.yaml"
FIELDS = {"id", "stage", "text", "section", "clause_types"}
OPEN_KINDS = frozenset({FindingKind.RISK, FindingKind.VAGUE, FindingKind.MISSING})
WHOLE_CONTRACT = 4  # clauses from which a text is taken for a whole contract, whose gaps count


class Standing(StrEnum):
    """What the last critique says of the clauses an item is about."""

    AGREED = "agreed"
    OPEN = "open"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do before signing; ``section`` is the guidance that says how."""

    id: str
    stage: str
    text: str
    section: str
    clause_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a browser has done: ticked items, notes by item, and the standing of clause types."""

    ticked: frozenset[str] = frozenset()
    notes: dict[str, str] = field(default_factory=dict)
    standings: dict[str, str] = field(default_factory=dict)

    def standing(self, item: Item) -> Standing:
        """The worst standing among the item's clause types; one that was not seen leaves it open at best."""
        known = [Standing(self.standings[t]) for t in item.clause_types if t in self.standings]
        if not known:
            return Standing.UNKNOWN
        if Standing.MISSING in known:
            return Standing.MISSING
        return Standing.AGREED if set(known) == {Standing.AGREED} else Standing.OPEN

    def with_tick(self, item: str, on: bool) -> "Progress":
        """With an item ticked or not."""
        return replace(self, ticked=self.ticked | {item} if on else self.ticked - {item})

    def with_note(self, item: str, note: str) -> "Progress":
        """With a note on an item; an empty one removes it."""
        notes = {k: v for k, v in self.notes.items() if k != item}
        return replace(self, notes=notes | ({item: note} if note else {}))

    def with_critique(self, critique: Critique) -> "Progress":
        """With what a critique found; a whole contract replaces what was known, a clause adds to it."""
        seen = standings_of(critique.clauses)
        if len(critique.clauses) < WHOLE_CONTRACT:
            return replace(self, standings=self.standings | seen)
        gaps = {gap.clause_type: str(Standing.MISSING) for gap in critique.contract_gaps if gap.clause_type not in seen}
        return replace(self, standings=gaps | seen)


def standings_of(clauses: Iterable[ClauseReview]) -> dict[str, str]:
    """Each clause type: open if any clause of it has something to mend, else agreed."""
    found: dict[str, str] = {}
    for clause in clauses:
        bad = any(f.kind in OPEN_KINDS for f in clause.findings)
        for name in clause.types:
            if bad or name not in found:
                found[name] = str(Standing.OPEN if bad else Standing.AGREED)
    return found


def load_checklist(knowledge: Path) -> tuple[Item, ...]:
    """The items in their order; none where there is no file. Raises ContentError for a malformed one."""
    path = knowledge / NAME
    if not path.exists():
        return ()
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ContentError(NAME, 0, f"it is not YAML ({error})", "Mend it") from error
    items: list[Item] = []
    for number, entry in enumerate(raw if isinstance(raw, list) else [raw], start=1):
        if not isinstance(entry, dict) or set(entry) != FIELDS:
            raise ContentError(NAME, 0, f"item {number} does not have exactly {sorted(FIELDS)}", "Add or remove fields")
        identifier, stage, text, section = (str(entry[k]) for k in ("id", "stage", "text", "section"))
        items.append(Item(identifier, stage, text, section, tuple(map(str, entry["clause_types"]))))
    return tuple(items)


class ChecklistStore:
    """The progress of every browser; an anonymous one keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def load(self, visitor: str) -> Progress:
        """What is stored, or nothing done."""
        raw: Any = None if visitor == ANONYMOUS else read_json(self._folder / f"{visitor}.json")
        try:
            return Progress(frozenset(raw["ticked"]), dict(raw["notes"]), dict(raw["standings"]))
        except (TypeError, KeyError):
            return Progress()

    def save(self, visitor: str, progress: Progress) -> None:
        """Store it whole."""
        if visitor == ANONYMOUS:
            return
        with self._lock:
            write_json(self._folder / f"{visitor}.json", asdict(progress) | {"ticked": sorted(progress.ticked)})
