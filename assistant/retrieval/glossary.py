"""How people say it and how the guidance says it, from ``knowledge/glossary.yaml``."""

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ContentError
from assistant.text import fold
from assistant.yaml_files import load_yaml


@dataclass(frozen=True, slots=True)
class Glossary:
    """Said words with their meanings; foreign words are replaced, Chinese ones kept and explained."""

    foreign: dict[str, str]
    colloquial: dict[str, tuple[str, ...]]
    pattern: re.Pattern[str] | None

    def translate(self, text: str) -> str:
        """Foreign words of the folded ``text`` replaced by their first meaning."""
        return self.pattern.sub(lambda m: self.foreign[m[0]], text) if self.pattern else text

    def said(self, text: str) -> tuple[str, ...]:
        """The colloquial words that the folded ``text`` uses."""
        return tuple(word for word in self.colloquial if word in text)

    def explain(self, text: str) -> tuple[str, ...]:
        """What the colloquial words of the folded ``text`` mean, where it does not say so itself."""
        found = [meaning for word in self.said(text) for meaning in self.colloquial[word]]
        return tuple(m for m in dict.fromkeys(found) if m not in text)


EMPTY = Glossary({}, {}, None)


def load_glossary(path: Path) -> Glossary:
    """The glossary of a file; raises ContentError naming the entry and what to write instead."""
    raw = load_yaml(path, "Write lines such as `deposit: [定金]`") or {}
    if not isinstance(raw, dict):
        raise ContentError(path.name, 1, "it is no list of words", "Write lines such as `deposit: [定金]`")
    words: dict[str, tuple[str, ...]] = {}
    for said, meanings in raw.items():
        if not isinstance(meanings, list) or not meanings or not all(isinstance(m, str) for m in meanings):
            raise ContentError(path.name, 0, f"{said!r} has no meaning", f"Write `{said}: [意思]`")
        words[fold(str(said))] = tuple(meanings)
    foreign = {said: meanings[0] for said, meanings in words.items() if said.isascii() and not said.isdigit()}
    longest_first = "|".join(re.escape(said) for said in sorted(foreign, key=lambda s: (-len(s), s)))
    pattern = re.compile(rf"(?<![a-z0-9])(?:{longest_first})s?(?![a-z0-9])") if foreign else None
    return Glossary(_with_plurals(foreign), {s: m for s, m in words.items() if not s.isascii()}, pattern)


def _with_plurals(foreign: dict[str, str]) -> dict[str, str]:
    return {f"{said}s": meaning for said, meaning in foreign.items()} | foreign
