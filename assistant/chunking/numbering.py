"""Headings by numbering: 编/章/节/条, 一、（一）1. (1) ①, 3.2.1, Article 3, Markdown's ``#``.

A family counts in a document only where it numbers: its labels must follow one another. A cross-reference
("依照第十二条的规定") is not a heading, wherever the line breaks.
"""

import re
from dataclasses import dataclass

from assistant.text import number

NUM = r"[0-9\uff10-\uff19零〇一二三四五六七八九十百千]{1,6}"
LATIN = r"[0-9]{1,3}"
BLANK = r"[ \t\u3000]?"  # 第 一 条, as typists space it out
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
OPEN, CLOSE = r"[(\uff08]", r"[)\uff09]"
LINE_START = r"(?:^|(?<=\n))[ \t\u3000]*"
SENTENCE_START = r"(?:^|(?<=\n)|(?<=[\u3002;\uff1b]))[ \t\u3000]*"
# What follows 第X条 where it is quoted and not begun.
REFERENCE = (
    r"(?![\u7684\u548c\u53ca\u4e0e\u6216\u81f3\u6240\u4e2d\u4e4b\u3001,\uff0c]|\u89c4\u5b9a|\u7ea6\u5b9a|\u7b2c|\u6b3e)"
)
UNIT = (
    r"[ \t]*[\u4e07\u4ebf\u5143%\u500d\u6298\u5929\u5c0f\u4e2a\u5e74\u6708\u65e5\u4eba\u5bb6]"  # 3.5万元 is an amount
)
TITLE_LIMIT = 30
TITLE_END = re.compile(r"[\u3002\uff01\uff1f;\uff1b,\uff0c\n]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading; ``start`` and ``end`` delimit its label and title in the text."""

    start: int
    end: int
    level: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class _Family:
    """One way to number; ``level`` orders the families from the widest to the narrowest."""

    name: str
    level: int
    pattern: re.Pattern[str]


def _family(name: str, level: int, label: str, start: str = LINE_START) -> _Family:
    return _Family(name, level, re.compile(rf"{start}(?P<label>{label})"))


FAMILIES = (
    _family("part", 1, rf"第{BLANK}(?P<no>{NUM}){BLANK}编"),
    _family("chapter", 2, rf"第{BLANK}(?P<no>{NUM}){BLANK}章"),
    _family("section", 3, rf"第{BLANK}(?P<no>{NUM}){BLANK}节"),
    _family("article", 4, rf"第{BLANK}(?P<no>{NUM}){BLANK}条{REFERENCE}", SENTENCE_START),
    _family("english", 4, rf"(?:Article|ARTICLE|Section|SECTION|Clause)[ \t](?P<no>{LATIN})(?=[ \t.:\n])"),
    _family("ideograph", 5, r"(?P<no>[一二三四五六七八九十]{1,3})[\u3001.\uff0e]"),
    _family("ideograph-parenthesis", 6, rf"{OPEN}(?P<no>[一二三四五六七八九十]{{1,3}}){CLOSE}"),
    _family("dotted", 7, rf"(?P<no>{LATIN}(?:\.{LATIN}){{1,4}})\.?(?=[ \t\u3000\u4e00-\u9fff])(?!{UNIT})"),
    _family("arabic", 7, rf"(?P<no>{LATIN})(?:[\u3001\uff0e]|\.(?![0-9]))"),
    _family("arabic-parenthesis", 9, rf"{OPEN}?(?P<no>{LATIN}){CLOSE}"),
    _family("circled", 10, rf"(?P<no>[{CIRCLED}])"),
)
FREE = {"part", "chapter", "section", "article", "english"}
MARKDOWN = re.compile(r"^(?P<label>#{1,6})[ \t]+(?P<title>[^\n]+)$", re.MULTILINE)
# A question that stands alone between blank lines is a title, as on pages of questions and answers.
QUESTION_TITLE = re.compile(r"(?:\A|(?<=\n\n))(?P<label>)(?P<title>[^\n,\uff0c]{5,40}[?\uff1f])(?=\n\n|\Z)")


def find_headings(text: str) -> tuple[Heading, ...]:
    """All headings in order of place; ``level`` is 0 for Markdown titles and grows towards finer numbering."""
    found = [
        Heading(m.start(), m.end(), 0, m["label"], m["title"].strip(" #\t"))
        for pattern in (MARKDOWN, QUESTION_TITLE)
        for m in pattern.finditer(text)
    ]
    for family in FAMILIES:
        matches = [m for m in family.pattern.finditer(text) if m["label"]]
        found.extend(_heading(text, m, family) for m in _in_sequence(matches, family.name))
    return _without_overlaps(sorted(found, key=lambda h: (h.start, -h.end)))


def _in_sequence(matches: list[re.Match[str]], family: str) -> list[re.Match[str]]:
    """The labels that continue a count or begin one, at 1 or where the next one continues it.

    A lone number in running text does neither. Articles may begin anywhere, because people paste 第八条 alone, and
    may skip, because they cut.
    """
    kept: list[re.Match[str]] = []
    previous: tuple[int, ...] = ()
    values = [_value(match["no"], family) for match in matches]
    for match, value, following in zip(matches, values, (*values[1:], ()), strict=False):
        begins = bool(following) and following == (*value[:-1], value[-1] + 1)
        if family in FREE or begins or _continues(previous, value):
            kept.append(match)
            previous = value
    return kept


def _value(label: str, family: str) -> tuple[int, ...]:
    if family == "circled":
        return (CIRCLED.index(label) + 1,)
    if family == "dotted":
        return tuple(int(part) for part in label.split("."))
    return (number(label) or 0,)


def _continues(previous: tuple[int, ...], value: tuple[int, ...]) -> bool:
    if value[-1] == 1:
        return True
    return (
        bool(previous)
        and value[-1] <= 200
        and (value[: len(previous)] > previous if len(value) > 1 else value[0] in (previous[0] + 1, previous[0] + 2))
    )


def _heading(text: str, match: re.Match[str], family: _Family) -> Heading:
    start, after = match.start("label"), match.end("label")
    line_end = text.find("\n", after)
    line = text[after : len(text) if line_end < 0 else line_end]
    words = re.split(r"(?<=\S)[ \t\u3000]+|[:\uff1a]", line.strip(" \t\u3000:\uff1a"), maxsplit=1)
    title = words[0].strip() if words else ""
    if not title or len(title) > TITLE_LIMIT or TITLE_END.search(title):
        title = ""
    end = text.index(title, after) + len(title) if title else after
    level = family.level + (match["no"].count(".") - 1 if family.name == "dotted" else 0)
    return Heading(start, end, level, match["label"].strip(), title)


def _without_overlaps(headings: list[Heading]) -> tuple[Heading, ...]:
    kept: list[Heading] = []
    for heading in headings:
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return tuple(kept)
