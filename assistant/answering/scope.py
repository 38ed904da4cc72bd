"""Fields that are named as not covered, from ``knowledge/out-of-scope.yaml``, with whom to ask instead."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.errors import ContentError
from assistant.index.terms import simplify
from assistant.text import fold


@dataclass(frozen=True, slots=True)
class Field:
    """One field outside the product, the words that give it away, and whom to ask."""

    name: str
    words: tuple[str, ...]
    ask: str

    def share(self, question: str) -> float:
        """Share of the question's characters that this field's words take."""
        folded = simplify(fold(question))
        return min(1.0, sum(len(w) for w in self.words if w in folded) / max(1, len(folded)))


def load_fields(path: Path) -> tuple[Field, ...]:
    """The fields of the file; raises ContentError naming the entry."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = []
    for position, entry in enumerate(raw or [], start=1):
        if not isinstance(entry, dict) or set(entry) != {"field", "words", "ask"}:
            raise ContentError(path.name, 0, f"entry {position} is incomplete", "Give it `field`, `words` and `ask`")
        fields.append(Field(entry["field"], tuple(fold(str(w)) for w in entry["words"]), entry["ask"]))
    return tuple(fields)


def nearest_field(question: str, fields: tuple[Field, ...]) -> tuple[Field | None, float]:
    """The field whose words the question uses most, and their share; None and 0 where it uses none."""
    best = max(fields, key=lambda f: f.share(question), default=None)
    share = best.share(question) if best else 0.0
    return (best, share) if share > 0 else (None, 0.0)
