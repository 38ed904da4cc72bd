"""One entry of a playbook file, and a plain error for the person who edits it: file, line, entry, fault, remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.critique.patterns import Pattern, PatternFault, compile_pattern
from assistant.errors import ContentError

LINE = "__line__"
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class _Loader(yaml.SafeLoader):
    """Keeps the line of every mapping and refuses a key that stands twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {LINE: node.start_mark.line + 1}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise yaml.YAMLError(f"line {key_node.start_mark.line + 1}: the key {key!r} stands twice")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a file, with what is needed to say where and what is wrong."""

    file: str
    name: str
    values: Mapping[str, Any]
    lexicon: Mapping[str, str]

    def fail(self, problem: str, remedy: str) -> ContentError:
        """The error for this entry."""
        return ContentError(self.file, self.values.get(LINE, 0), f"{self.name}: {problem}", remedy)

    def only(self, known: set[str]) -> "Entry":
        """Refuse a key that means nothing."""
        if unknown := set(self.values) - known - {LINE}:
            raise self.fail(f"unknown {sorted(unknown)}", f"Known: {', '.join(sorted(known))}")
        return self

    def text(self, key: str, *, needed: bool = True) -> str:
        """A string; white space at the ends is dropped."""
        value = self.values.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{key!r} is missing or no text", f"Write `{key}: ...`")
        return value.strip()

    def flag(self, key: str, *, default: bool = False) -> bool:
        """A yes or no."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(f"{key!r} is {value!r}", "Write true or false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str = "") -> str:
        """One of a few words."""
        value = self.values.get(key, default)
        if value not in allowed:
            raise self.fail(f"{key!r} is {value!r}", f"Write one of {', '.join(allowed)}")
        return str(value)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of strings; one string alone is a list of one."""
        value = self.values.get(key)
        if value is None:
            value = []
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or any(not isinstance(v, str) or not v.strip() for v in value):
            raise self.fail(f"{key!r} is no list of texts", f"Write `{key}: [one, another]`, each in single quotes")
        if needed and not value:
            raise self.fail(f"{key!r} is missing or empty", f"Write `{key}:` with at least one item")
        return tuple(v.strip() for v in value)

    def patterns(self, key: str, *, needed: bool = False) -> tuple[Pattern, ...]:
        """A list of patterns in the language of ``assistant.critique.patterns``."""
        compiled = []
        for source in self.texts(key, needed=needed):
            try:
                compiled.append(compile_pattern(source, self.lexicon))
            except PatternFault as fault:
                raise self.fail(f"{key!r}: {fault.args[0]}", fault.args[1]) from fault
        return tuple(compiled)

    def entries(self, key: str, *, needed: bool = True) -> list["Entry"]:
        """A list of mappings with ids that differ."""
        value = self.values.get(key)
        if not needed and not value:
            return []
        if not isinstance(value, list) or not value or any(not isinstance(v, dict) for v in value):
            raise self.fail(f"{key!r} is missing or no list of entries", f"Write `{key}:` and `- id: ...` below it")
        found = [Entry(self.file, f"{self.name}/{key}/{v.get('id', '?')}", v, self.lexicon) for v in value]
        seen: set[str] = set()
        for entry in found:
            identifier = entry.text("id")
            if not IDENTIFIER.fullmatch(identifier) or identifier in seen:
                raise entry.fail(f"the id {identifier!r} is doubled or malformed", "Use lower-case-words, each once")
            seen.add(identifier)
        return found

    def entry(self, key: str, known: set[str]) -> "Entry":
        """One mapping."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.fail(
                f"{key!r} is missing or no mapping", f"Write `{key}:` with {', '.join(sorted(known))} below"
            )
        return Entry(self.file, f"{self.name}/{key}", value, self.lexicon).only(known)


def read_mapping(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise ContentError(
            path.name, line, f"not readable as YAML ({error})", "Put patterns and texts with `:` or `#` in quotes"
        ) from error
    if not isinstance(loaded, dict):
        raise ContentError(path.name, 0, "the file is empty or no mapping", "Begin with `id:` and `name:`")
    return loaded
