"""Fields that are named as not covered, from ``knowledge/out-of-scope.yaml``, with whom to ask instead."""

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ContentError
from assistant.index.terms import simplify
from assistant.text import fold
from assistant.yaml_files import load_yaml

PATTERN_LENGTH = 160  # a pattern of single bounded gaps needs no more
UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d+,\}|\)\{|\)\?\?")  # what could make a search run without end


@dataclass(frozen=True, slots=True)
class Field:
    """One field outside the product: words and turns of phrase that give it away, and whom to ask."""

    name: str
    words: tuple[str, ...]
    ask: str
    patterns: tuple[re.Pattern[str], ...] = ()

    def share(self, question: str) -> float:
        """Share of the question's characters that this field's words take; 1 where a pattern matches."""
        folded = simplify(fold(question)).strip(" ?!。")
        if any(pattern.search(folded) for pattern in self.patterns):
            return 1.0
        return min(1.0, sum(len(w) for w in self.words if w in folded) / max(1, len(folded)))


def load_fields(path: Path) -> tuple[Field, ...]:
    """The fields of the file; raises ContentError naming the entry."""
    raw = load_yaml(path, "Write entries of `field`, `words` and `ask`")
    fields = []
    for position, entry in enumerate(raw or [], start=1):
        if not isinstance(entry, dict) or not {"field", "words", "ask"} <= set(entry) <= {
            "field",
            "words",
            "ask",
            "patterns",
        }:
            remedy = "Give it `field`, `words` and `ask`, and `patterns` where words do not do"
            raise ContentError(path.name, 0, f"entry {position} is incomplete or has an unknown key", remedy)
        words = tuple(fold(str(w)) for w in entry["words"])
        patterns = tuple(_pattern(path, position, source) for source in entry.get("patterns", ()))
        fields.append(Field(entry["field"], words, entry["ask"], patterns))
    return tuple(fields)


def _pattern(path: Path, position: int, source: str) -> re.Pattern[str]:
    """A compiled pattern that cannot backtrack without bound."""
    if len(source) > PATTERN_LENGTH or UNBOUNDED.search(source):
        raise ContentError(path.name, 0, f"entry {position}: {source!r} is not bounded", "Write gaps as `.{0,8}`")
    try:
        return re.compile(source)
    except re.error as error:
        raise ContentError(path.name, 0, f"entry {position}: {source!r} is no pattern ({error})", "Mend it") from error


def nearest_field(question: str, fields: tuple[Field, ...]) -> tuple[Field | None, float]:
    """The field whose words the question uses most, and their share; None and 0 where it uses none."""
    best = max(fields, key=lambda f: f.share(question), default=None)
    share = best.share(question) if best else 0.0
    return (best, share) if share > 0 else (None, 0.0)
