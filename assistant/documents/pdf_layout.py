"""Lines of a page become paragraphs again: running headers taken out, wrapped lines joined, pages joined."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MARGIN = 0.13  # share of the page's height in which running headers and footers stand
REPEATED = 0.6  # share of the pages on which a running line stands
SLACK = 0.3  # a line into which the next word would have fitted, with this many characters to spare, ends a paragraph
NEARLY = 0.75  # a line that fills this share of the width and ends no sentence goes on, where lines are ragged
LEAST_RIGHT = 0.72  # share of the page's width that print reaches at least, however short the lines at hand
NARROW = 0.5  # a space guessed from a gap narrower than this many characters beside Chinese is only typesetting
INDENT = 1.2  # a line that begins this many characters after the margin begins a paragraph
GAP = 1.45  # lines this much farther apart than usual are two paragraphs
ENDS = re.compile(r"[。；;!?！？:：]['\"”’」』)）]*$")
LABEL = re.compile(
    r"[ \u3000]*(?:第[0-9０-９零〇一二三四五六七八九十百千]{1,6}[编章节条](?![的和及与或至所中之、，,款]|规定|约定|第)"
    r"|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十0-9]{1,3}[)）]|\d{1,3}(?:\.\d{1,3}){1,4}[ \u3000\u4e00-\u9fff.]"
    r"|\d{1,3}[.、．](?!\d)|\d{1,3}[)）]|[①-⑳]|[•●■◆·▪-] |Article \d|附件|[甲乙丙]方(?:[（(].{1,12}[)）])?[：:])"
)
PAGE_NUMBER = re.compile(r"^[\s\-—–·]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/,，]?\s*(?:共)?\s*\d{1,4}\s*页?)?[\s\-—–·]*$")
CLOSING = frozenset(",。;:、?!)》”’」』】,.;:?!)")
DIGITS = re.compile(r"\d+")
LATIN = re.compile(r"[A-Za-z0-9,;]$")


@dataclass(frozen=True, slots=True)
class Mark:
    """One character and its box, in points from the page's lower left corner."""

    character: str
    left: float
    right: float
    bottom: float
    top: float
    guessed: bool = False  # a space that only the gap suggests


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print; ``width`` and ``height`` are the page's, ``head`` is the width of the first word."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    width: float
    height: float
    head: float = 0.0

    @property
    def size(self) -> float:
        return max(4.0, self.top - self.bottom)

    @property
    def in_margin(self) -> bool:
        """True where running headers and footers stand."""
        return self.bottom < self.height * MARGIN or self.top > self.height * (1 - MARGIN)


def lines_of(marks: Iterable[Mark], width: float, height: float) -> list[Line]:
    """Lines as the library parted them."""
    lines: list[Line] = []
    current: list[Mark] = []
    for mark in marks:
        if mark.character in "\r\n":
            lines.extend(_line(current, width, height))
            current = []
        else:
            current.append(mark)
    lines.extend(_line(current, width, height))
    return lines


def _line(marks: list[Mark], width: float, height: float) -> list[Line]:
    marks = [m for i, m in enumerate(marks) if not (m.guessed and _is_typesetting(marks, i))]
    text = "".join(m.character for m in marks)
    inked = [m for m in marks if not m.character.isspace() and m.right > m.left]
    if not text.strip():
        return []
    if not inked:
        return [Line(text.strip(), 0, 0, 0, 0, width, height)]
    left, right = min(m.left for m in inked), max(m.right for m in inked)
    bottom, top = min(m.bottom for m in inked), max(m.top for m in inked)
    return [Line(text.strip(), left, right, bottom, top, width, height, _head(inked))]


def _is_typesetting(marks: list[Mark], index: int) -> bool:
    """True for the sliver of space that programs set between Chinese and Latin characters."""
    if not 0 < index < len(marks) - 1:
        return True
    before, after = marks[index - 1], marks[index + 1]
    size = max(before.top - before.bottom, after.top - after.bottom)
    return _is_wide(before.character) != _is_wide(after.character) and after.left - before.right < NARROW * size


def _is_wide(character: str) -> bool:
    return "\u2e80" <= character <= "\uffef"


def _head(inked: list[Mark]) -> float:
    """Width of what cannot be parted at the beginning of a line: a word, or a character and what must follow it."""
    end = 1
    while end < len(inked) and not _is_wide(inked[0].character) and not _is_wide(inked[end].character):
        if inked[end].left - inked[end - 1].right > 0.2 * (inked[end].top - inked[end].bottom):
            break
        end += 1
    while end < len(inked) and inked[end].character in CLOSING:
        end += 1
    return inked[end - 1].right - inked[0].left


def without_running_lines(pages: Sequence[list[Line]]) -> tuple[list[str], list[list[Line]]]:
    """The running headers and footers, each once, and the pages without them and without page numbers."""
    outer = [_outermost(page) for page in pages]
    shapes = Counter(shape for lines in outer for shape in {_shape(line) for line in lines})
    needed = max(2, round(len(pages) * REPEATED))
    running: dict[str, str] = {}
    bodies: list[list[Line]] = []
    for page, edge in zip(pages, outer, strict=True):
        body: list[Line] = []
        for line in page:
            if line in edge and shapes[_shape(line)] >= needed:
                running.setdefault(_shape(line)[0], line.text)
            elif not (line in edge and PAGE_NUMBER.match(line.text)):
                body.append(line)
        bodies.append(body)
    return [text for text in running.values() if not PAGE_NUMBER.match(text)], bodies


def _outermost(page: list[Line]) -> list[Line]:
    """The two highest and two lowest lines of a page that stand in its margins."""
    ordered = sorted(page, key=lambda line: line.bottom)
    return [line for line in dict.fromkeys([*ordered[:2], *ordered[-2:]]) if line.in_margin]


def _shape(line: Line) -> tuple[str, int]:
    """What a running line keeps from page to page: its words without the numbers, and its height."""
    return DIGITS.sub("#", "".join(line.text.split())), round(line.bottom / 3)


def flowing_text(pages: Sequence[list[Line]]) -> tuple[str, list[int]]:
    """Paragraphs parted by line breaks, and the offset at which each page's text begins."""
    lines = [line for page in pages for line in page]
    edges = _Edges.of(lines)
    out: list[str] = []
    length, previous = 0, None
    starts: list[int] = []
    for page in pages:
        page_start: int | None = None
        for line in page:
            joint = "" if previous is None else _joint(previous, line, edges, first=page_start is None)
            length += len(joint)
            page_start = length if page_start is None else page_start
            out += [joint, line.text]
            length += len(line.text)
            previous = line
        starts.append(length if page_start is None else page_start)
    return "".join(out), starts


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the print of a document usually begins and ends, and how far apart its lines are."""

    left: float
    right: float
    size: float
    step: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Edges":
        if not lines:
            return cls(0, 0, 10, 15)
        size = median(line.size for line in lines)
        rights = Counter(round(line.right / 4) for line in lines if line.right)
        widest = max(rights, default=0)
        common = [edge for edge, count in rights.items() if count >= max(2, len(lines) // 50)]
        lefts = Counter(round(line.left / 4) for line in lines)
        usual = [edge for edge, count in lefts.items() if count >= max(2, len(lines) // 20)]
        steps = [a.bottom - b.bottom for a, b in pairwise(lines) if 0 < a.bottom - b.bottom < size * 4]
        return cls(
            left=4.0 * min(usual, default=min(lefts)),
            right=max(4.0 * max(common, default=widest), LEAST_RIGHT * median(line.width for line in lines)),
            size=size,
            step=median(steps) if steps else size * 1.5,
        )


def _joint(before: Line, after: Line, edges: _Edges, *, first: bool) -> str:
    """What stands between two lines: nothing where the second continues the first."""
    if _is_break(before, after, edges, first=first):
        return "\n"
    return " " if LATIN.search(before.text) and after.text[:1].isascii() and after.text[:1].isalnum() else ""


def _is_break(before: Line, after: Line, edges: _Edges, *, first: bool) -> bool:
    character = max(edges.size, min(before.size, edges.size * 1.3))
    labelled, ended = bool(LABEL.match(after.text)), bool(ENDS.search(before.text))
    if edges.right - before.right > after.head + SLACK * character:
        nearly_full = before.right - edges.left > NEARLY * (edges.right - edges.left)
        return ended or labelled or not nearly_full
    if abs(before.size - after.size) > 0.35 * edges.size and not first and not _same_print(before, after):
        return True
    if not first and before.bottom - after.bottom > edges.step * GAP + 1:
        return True
    if labelled and ended:
        return True
    return ended and after.left > edges.left + INDENT * character


def _same_print(before: Line, after: Line) -> bool:
    """Lines of short or flat characters look smaller than they are."""
    return min(len(before.text), len(after.text)) < 4
