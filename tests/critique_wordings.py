"""Wordings of many vendors' lawyers as test data: dangerous sentences by red flag, and fair clauses.

``tests/data/critique/<type>.yaml`` holds for each red flag the sentences that must be found (``dangerous``), the words
one of which must stand in what is said of them (``about``), and whole clauses that are ``fair``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assistant.critique.critic import Critic
from assistant.critique.playbook import load_playbook
from assistant.records import Finding, FindingKind
from assistant.statutes import open_statute_book

ROOT = Path(__file__).parent
DATA = ROOT / "data" / "critique"
SAID = (FindingKind.RISK, FindingKind.VAGUE)


@dataclass(frozen=True, slots=True)
class Wording:
    """A dangerous sentence, the red flag it was written for, and the words that a reader would expect to hear."""

    kind: str
    flag: str
    text: str
    about: tuple[str, ...]


@cache
def critic() -> Critic:
    return Critic(load_playbook(ROOT.parent / "knowledge" / "playbook"), open_statute_book())


def findings(text: str) -> list[Finding]:
    """All findings of a text, its clauses one after the other."""
    return [f for clause in critic().critique(text).clauses for f in clause.findings]


def kinds(folder: Path = DATA) -> list[str]:
    """The clause types that have wordings."""
    return sorted(p.stem for p in folder.glob("*.yaml"))


def dangerous(kind: str, folder: Path = DATA) -> Iterator[Wording]:
    """The dangerous wordings of one type."""
    data = yaml.safe_load((folder / f"{kind}.yaml").read_text(encoding="utf-8"))
    for flag, texts in data["dangerous"].items():
        for text in texts:
            yield Wording(kind, flag, text, tuple(map(str, data["about"][flag])))


def fair(kind: str, folder: Path = DATA) -> list[str]:
    """The fair clauses of one type."""
    return list(yaml.safe_load((folder / f"{kind}.yaml").read_text(encoding="utf-8"))["fair"])


def is_found(wording: Wording) -> bool:
    """Whether the critique warns of the wording by its own rule, or in the words that a reader expects."""
    for finding in findings(wording.text):
        if finding.kind in SAID:
            said = f"{finding.why}\n{finding.suggestion}"
            if finding.id == f"{wording.kind}.{wording.flag}" or any(word in said for word in wording.about):
                return True
    return False


def false_risks(text: str) -> list[tuple[str, str]]:
    """What is called a risk in a fair clause."""
    return [(f.id, f.quote) for f in findings(text) if f.kind is FindingKind.RISK]
