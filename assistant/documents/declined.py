"""Questions that must be declined, from ``knowledge/declined.yaml``: examples by field, and whom to ask instead."""

from dataclasses import dataclass

import yaml

from assistant.errors import ContentError

KEYS = {"field", "ask", "examples"}


@dataclass(frozen=True, slots=True)
class DeclinedField:
    """One field outside the guidance, with questions as people really ask them."""

    name: str
    ask: str
    examples: tuple[str, ...]


def parse_declined(text: str, source: str) -> tuple[DeclinedField, ...]:
    """The fields of a file's text; raises ContentError naming the entry and what to write."""
    try:
        raw = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise ContentError(
            source, 0, f"it is not YAML ({error})", "Write entries of `field`, `ask` and `examples`"
        ) from error
    if not isinstance(raw, list):
        raise ContentError(source, 1, "it is no list", "Begin each entry with `- field: ...`")
    return tuple(_field(entry, source, position) for position, entry in enumerate(raw, start=1))


def _field(entry: object, source: str, position: int) -> DeclinedField:
    if not isinstance(entry, dict) or set(entry) != KEYS or not isinstance(entry["examples"], list):
        raise ContentError(source, 0, f"entry {position} is incomplete", "Give it `field`, `ask` and a list `examples`")
    examples = tuple(str(example).strip() for example in entry["examples"])
    if not all(examples) or not examples:
        raise ContentError(source, 0, f"entry {position} has an empty example", "Fill it in or take it out")
    return DeclinedField(str(entry["field"]), str(entry["ask"]), examples)
