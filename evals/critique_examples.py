"""What the classifier of the critique learns from: sentences that are dangerous in a known way, and fair ones.

They come from the playbook itself (what its flags catch and spare, its fixes and ladders), from
``knowledge/playbook/wordings`` and from the dev cases; never from the check cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.critique.reading import read
from assistant.critique.rules import Playbook
from assistant.yaml_files import load_yaml
from evals.errors import EvalsError
from evals.records import Case

PLAYBOOK = Path(__file__).resolve().parents[1] / "knowledge" / "playbook"
WORDINGS = PLAYBOOK / "wordings"
SHORTEST = 6  # normalised characters of a sentence that says something
UNNAMED = 0.3  # weight of a sentence of a flawed clause in which nothing was planted: it may still be dangerous


@dataclass(frozen=True, slots=True)
class Example:
    """A normalised sentence. ``flag`` is the danger it shows where that is known; ``case`` is the clause that it stands
    in, from ``start`` to ``end``, and ``author`` who wrote it, where it comes from the cases."""

    text: str
    dangerous: bool
    flag: str = ""
    weight: float = 1.0
    author: str = ""
    case: str = ""
    start: int = 0
    end: int = 0
    fair_clause: bool = False


def sentences(text: str) -> Iterator[tuple[str, int, int]]:
    """The normalised sentences of a text with their offsets in it."""
    reading, _ = read(text)
    for start, end in reading.sentences:
        sentence = reading.text[start:end].strip("\n")
        if len(sentence) >= SHORTEST:
            yield sentence, *reading.origin(start, end)


def from_playbook(playbook: Playbook) -> Iterator[Example]:
    """What the flags catch and spare, and the texts that the playbook itself offers, which must be fair."""
    for kind in playbook.types:
        fair = [kind.ladder.preferred, kind.ladder.acceptable, *(e.add for e in kind.elements)]
        for flag in kind.red_flags:
            if flag.side == "vendor":
                continue
            fair += [*flag.spares, flag.fix.text]
            yield from _all(flag.catches, dangerous=True, flag=f"{kind.id}.{flag.id}")
        yield from _all(fair, dangerous=False)


def from_wordings(playbook: Playbook, folder: Path = WORDINGS) -> Iterator[Example]:
    """The wordings of each clause type; raises EvalsError for a flag that the playbook does not have."""
    for kind in playbook.types:
        path = folder / f"{kind.id}.yaml"
        raw = load_yaml(path, "Write `dangerous:` and `fair:`, each with lists by flag") if path.exists() else {}
        flags = {flag.id for flag in kind.red_flags}
        for dangerous, group in ((True, "dangerous"), (False, "fair")):
            for flag, wordings in (raw.get(group) or {}).items():
                if flag not in flags:
                    raise EvalsError(f"{path.name} names the flag {flag!r}, which {kind.id}.yaml does not have.")
                yield from _all(wordings, dangerous=dangerous, flag=f"{kind.id}.{flag}" if dangerous else "")
        yield from _all([entry["text"] for entry in raw.get("other") or []], dangerous=True)


def from_neutral(path: Path = WORDINGS / "neutral.yaml") -> Iterator[Example]:
    """Lines of contracts that say nothing dangerous: parties, definitions, prices, signatures."""
    raw = load_yaml(path, "Write the lines under `neutral:`")
    yield from _all(raw["neutral"], dangerous=False)


def from_cases(cases: Sequence[Case]) -> Iterator[Example]:
    """The sentences of the cases' clauses: dangerous where a planted problem stands."""
    for case in cases:
        clause = str(case.data["clause"])
        planted = [e for e in case.data.get("must_find") or [] if isinstance(e, dict)]
        spans = [_span(clause, quote) for entry in planted for quote in entry.get("quote_contains") or []]
        author, fair = str(case.data.get("author") or ""), bool(case.data.get("fair"))
        if case.data.get("no_clause") or not (fair or planted):
            continue
        for text, start, end in sentences(clause):
            dangerous = any(left < end and start < right for left, right in spans)
            weight = 1.0 if dangerous or fair else UNNAMED
            yield Example(text, dangerous, "", weight, author, case.id, start, end, fair)


def _span(clause: str, quote: str) -> tuple[int, int]:
    start = clause.find(quote)
    return (start, start + len(quote)) if start >= 0 else (0, 0)


def _all(texts: Sequence[str], *, dangerous: bool, flag: str = "") -> Iterator[Example]:
    for text in texts:
        for sentence, _, _ in sentences(str(text)):
            yield Example(sentence, dangerous, flag)
