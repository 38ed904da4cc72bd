"""A contract text as the rules see it: half width, digits, 甲方 and 乙方; every character knows where it came from."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.critique.parties import Parties, find_parties
from assistant.critique.quantities import REWRITINGS
from assistant.text import fold_with_origins

SENTENCE_END = "。;!?\n"
SEGMENT_END = SENTENCE_END + ",:"
QUOTES = str.maketrans({"“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": '"', "’": '"'})
LABEL = re.compile(
    r"(?:第[0-9零〇一二三四五六七八九十百]{1,5}[条章节款]|[一二三四五六七八九十]{1,3}、|\([0-9一二三四五六七八九十]{1,3}\)"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}[.、)](?!\d)|[①-⑳]|#{1,4})"
)
WRAPPED = 25  # a line at least this long that ends without punctuation goes on in the next


@dataclass(frozen=True)
class Reading:
    """Normalised text; ``starts[i]`` and ``ends[i]`` delimit the original of character ``i``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of ``text[start:end]`` (a non-empty range)."""
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> "Reading":
        """The characters whose originals lie within ``start`` and ``end`` of the original."""
        chosen = [i for i in range(len(self.text)) if start <= self.starts[i] and self.ends[i] <= end]
        if not chosen:
            return Reading("", (), ())
        left, right = chosen[0], chosen[-1] + 1
        return Reading(self.text[left:right], self.starts[left:right], self.ends[left:right])

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Extents of the sentences, end marks included, in normalised offsets."""
        return _cut(self.text, SENTENCE_END)

    @cached_property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """Extents of the parts between commas, colons and sentence ends, marks included."""
        return _cut(self.text, SEGMENT_END)

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds ``offset``."""
        return _index(self.sentences, offset)

    def sentence(self, offset: int) -> tuple[int, int]:
        """The extent of the sentence that holds ``offset``."""
        return self.sentences[self.sentence_at(offset)]

    def segment(self, offset: int) -> tuple[int, int]:
        """The extent of the segment that holds ``offset``."""
        return self.segments[_index(self.segments, offset)]


def _cut(text: str, marks: str) -> tuple[tuple[int, int], ...]:
    pieces, begin = [], 0
    for match in re.finditer(f"[{marks}]+", text):
        if _inside_number(text, match):
            continue
        pieces.append((begin, match.end()))
        begin = match.end()
    if begin < len(text):
        pieces.append((begin, len(text)))
    return tuple(pieces)


def _inside_number(text: str, match: re.Match[str]) -> bool:
    """9:00 and 1,000 are not cut."""
    return text[match.start() - 1 : match.start()].isdigit() and text[match.end() : match.end() + 1].isdigit()


def _index(pieces: tuple[tuple[int, int], ...], offset: int) -> int:
    return max(0, bisect_right(pieces, (offset, 1 << 40)) - 1)


def read(text: str, parties: Parties | None = None) -> tuple[Reading, Parties]:
    """Normalise ``text``; ``parties`` of the whole contract where it is only a part of one."""
    folded = fold_with_origins(text, drop=frozenset("\r"))
    whole = Reading(folded.text.translate(QUOTES), folded.origins, tuple(o + 1 for o in folded.origins))
    reading = _pick(whole, list(_kept(whole.text)))
    parties = parties or find_parties(reading.text)
    if pattern := parties.pattern:
        reading = _substitute(reading, pattern, lambda m: parties.role(m[0]))
    for pattern, rewriting in REWRITINGS:
        reading = _substitute(reading, pattern, rewriting)
    return reading, parties


def _kept(text: str) -> Iterator[int]:
    """Offsets without white space; a line break stays unless it only wraps a line."""
    line_start = 0
    for offset, character in enumerate(text):
        if character == "\n":
            if not _wraps(text[line_start:offset].strip(), text[offset + 1 : offset + 40].lstrip(" \t\u3000")):
                yield offset
            line_start = offset + 1
        elif not character.isspace():
            yield offset


def _wraps(line: str, following: str) -> bool:
    return (
        len(line) >= WRAPPED
        and line[-1] not in SEGMENT_END + ")\"'"
        and bool(following)
        and following[0] != "\n"
        and not LABEL.match(following)
    )


def _pick(reading: Reading, offsets: list[int]) -> Reading:
    return Reading(
        "".join(reading.text[i] for i in offsets),
        tuple(reading.starts[i] for i in offsets),
        tuple(reading.ends[i] for i in offsets),
    )


def _substitute(
    reading: Reading, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str | None]
) -> Reading:
    """Replace matches; each new character stands for the whole of what was replaced."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for match in pattern.finditer(reading.text):
        new = replacement(match)
        if new is None or new == match[0]:
            continue
        begin, end = match.span()
        text.append(reading.text[last:begin])
        starts.extend(reading.starts[last:begin])
        ends.extend(reading.ends[last:begin])
        text.append(new)
        starts.extend([reading.starts[begin]] * len(new))
        ends.extend([reading.ends[end - 1]] * len(new))
        last = end
    if not text:
        return reading
    text.append(reading.text[last:])
    starts.extend(reading.starts[last:])
    ends.extend(reading.ends[last:])
    return Reading("".join(text), tuple(starts), tuple(ends))
