"""A passage as statements that can each be quoted alone, with the part each plays in an answer."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.records import Passage, SourceKind
from assistant.text import sentences


class Part(StrEnum):
    """What a statement is for."""

    CONCLUSION = "conclusion"
    POINT = "point"
    WORDING = "wording"
    NEXT_STEP = "next step"


@dataclass(frozen=True, slots=True)
class Statement:
    """Verbatim words of a passage; ``start`` and ``end`` count characters in the source's text."""

    passage: Passage
    part: Part
    text: str
    start: int
    end: int


LABELS = {"\u5199\u6cd5": Part.WORDING, "\u4e0b\u4e00\u6b65": Part.NEXT_STEP}
LINE = re.compile(
    r"^[ \t]*(?:(?P<bullet>[-*\u2022][ \t]+)|(?P<label>\u5199\u6cd5|\u4e0b\u4e00\u6b65)[:\uff1a][ \t]*)?(?P<text>\S.*?)[ \t]*$",
    re.MULTILINE,
)


def statements(passage: Passage) -> list[Statement]:
    """All statements in the order of the text."""
    if passage.kind is not SourceKind.GUIDANCE:
        return [_statement(passage, Part.POINT, a, b) for a, b in sentences(passage.text) if b - a > 4]
    found: list[Statement] = []
    for line in LINE.finditer(passage.text):
        start, end = line.span("text")
        if line["label"]:
            found.append(_statement(passage, LABELS[line["label"]], start, end))
        elif line["bullet"]:
            found.append(_statement(passage, Part.POINT, start, end))
        else:
            found.append(_statement(passage, Part.CONCLUSION, start, end))
    return found


def _statement(passage: Passage, part: Part, start: int, end: int) -> Statement:
    return Statement(passage, part, passage.text[start:end], passage.start + start, passage.start + end)
