"""The pattern language of the playbook: atoms with bounded gaps, which can be searched in linear time.

An atom is a small regular expression without unbounded repetition; ``…`` between atoms stands for up to 15
characters, ``……`` for up to 40, never across the end of a sentence. ``〈名〉`` inserts a word list of the lexicon or a
figure (``〈期间〉``, ``〈比例〉``, ``〈金额〉``). Atoms are found one by one and then chained, so that no text, however
hostile, makes the search backtrack.
"""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.critique.quantities import MACROS, Quantity, read_quantity
from assistant.critique.reading import Reading

NEAR, FAR = 15, 40
GAP = re.compile(r"(……|…)")
MACRO = re.compile(r"〈([^〈〉]{1,12})〉")
UNBOUNDED = re.compile(r"(?<!\\)[*+]|(?<!\\)\{\d*,\}")
CLASS = re.compile(r"\[[^\]]*\]")
REPEATED_GROUP = re.compile(r"(?<!\\)\)\{")
REPEATED_DOT = re.compile(r"(?<!\\)\.[{?*+]")
REPEAT = re.compile(r"(?<!\\)\{(\d+)(?:,(\d+))?\}")
LARGEST_REPEAT, LARGEST_PRODUCT = 40, 4000
# A negation before an action turns it round: 乙方不得将数据用于训练 is no permission to train.
NEGATION = re.compile(
    r"不得(?!超过|低于|少于|高于|多于|早于|晚于|迟于|大于|小于)|不应(?!由|得)|不会|不可(?!抗力|撤|转|恢|分|避|逆|用)|不允许|不将|不构成|不属于|不视为|不应视为|不能视为|禁止|严禁|"
    r"无权|并非|不另|不再"
)


class PatternFault(ValueError):
    """A pattern that cannot be used; ``args`` are the fault and the remedy."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Atoms and the largest gap before each but the first."""

    source: str
    atoms: tuple[re.Pattern[str], ...]
    gaps: tuple[int, ...]

    @property
    def measures(self) -> bool:
        """True if it reads a figure."""
        return any(atom.groupindex for atom in self.atoms)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern stands in a reading, and the first figure it holds."""

    start: int
    end: int
    figure: str = ""

    @property
    def quantity(self) -> Quantity | None:
        """The figure with its dimension."""
        return read_quantity(self.figure) if self.figure else None


def compile_pattern(source: str, lexicon: Mapping[str, str]) -> Pattern:
    """Compile one line of the playbook; raises PatternFault.

    An atom that may be empty asks for nothing: it is dropped, and the gaps on its sides add up.
    """
    pieces = GAP.split(source)
    atoms = [_atom(piece, lexicon) for piece in pieces[::2]]
    gaps = [0, *(FAR if gap == "……" else NEAR for gap in pieces[1::2])]
    kept: list[re.Pattern[str]] = []
    widths: list[int] = []
    width = 0
    for atom, gap in zip(atoms, gaps, strict=True):
        width += gap
        if not atom.match(""):
            kept.append(atom)
            widths.append(width)
            width = 0
    if not kept:
        raise PatternFault(f"{source!r} matches nothing at all", "Leave at least one word that must stand")
    return Pattern(source, tuple(kept), tuple(widths[1:]))


def _atom(source: str, lexicon: Mapping[str, str]) -> re.Pattern[str]:
    if not source:
        raise PatternFault("a gap stands at an end, or beside another", "Write words on both sides of …")
    expression = _numbered(expand(source, lexicon))
    bare = CLASS.sub("x", MACRO.sub("x", source))
    for fault, test in (
        ("an unbounded repetition (* or + or {n,})", UNBOUNDED),
        ("a repeated group", REPEATED_GROUP),
        ("a repeated dot", REPEATED_DOT),
    ):
        if test.search(bare):
            raise PatternFault(
                f"{source!r} holds {fault}", "Use … or …… for a gap, and {1,9} after one character at most"
            )
    product = 1
    for low, high in REPEAT.findall(bare):
        largest = int(high or low)
        product *= largest + 1
        if largest > LARGEST_REPEAT or product > LARGEST_PRODUCT:
            raise PatternFault(
                f"{source!r} has too many variable gaps in one piece", "Write … or …… in the place of a [^。;]{0,9}"
            )
    try:
        compiled = re.compile(expression)
    except re.error as error:
        hint = (
            "A gap cannot stand inside brackets: write two patterns"
            if re.search("parenthes|missing \\)", str(error))
            else "Mend it"
        )
        raise PatternFault(f"{source!r} is no regular expression ({error})", hint) from error
    return compiled


def _numbered(expression: str) -> str:
    """Give each figure's group a name of its own, so that one atom may name several kinds of figure."""
    count = itertools.count(1)
    return re.sub(r"\(\?P<quantity>", lambda _: f"(?P<quantity{next(count)}>", expression)


def expand(source: str, lexicon: Mapping[str, str]) -> str:
    """Put the lexicon's word lists and the figures in the place of their names."""

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name in MACROS:
            return MACROS[name]
        if name not in lexicon:
            known = "、".join(sorted({*MACROS, *lexicon}))
            raise PatternFault(f"〈{name}〉 is not in the lexicon", f"Use one of {known}, or add it to lexicon.yaml")
        return f"(?:{lexicon[name]})"

    return MACRO.sub(replace, source)


@dataclass(frozen=True)
class Searcher:
    """Finds patterns in one reading; the places of an atom are found once and kept."""

    reading: Reading

    @cached_property
    def _found(self) -> dict[re.Pattern[str], tuple[tuple[int, int, str], ...]]:
        return {}

    def _places(self, atom: re.Pattern[str]) -> tuple[tuple[int, int, str], ...]:
        if atom not in self._found:
            self._found[atom] = tuple(
                (m.start(), m.end(), next((g for g in m.groupdict().values() if g), ""))
                for m in atom.finditer(self.reading.text)
            )
        return self._found[atom]

    @cached_property
    def _negations(self) -> tuple[int, ...]:
        return tuple(m.start() for m in NEGATION.finditer(self.reading.text))

    def negated(self, start: int, end: int) -> bool:
        """Whether a negation begins within these offsets."""
        at = bisect_left(self._negations, start)
        return at < len(self._negations) and self._negations[at] < end

    def find(self, pattern: Pattern, *, whole: bool = False, negation: bool = False) -> list[Match]:
        """Matches in order, overlapping ones too; ``whole`` lets gaps cross sentence ends, ``negation`` drops negated ones."""
        layers = []
        for atom in pattern.atoms:
            layers.append(self._places(atom))
            if not layers[-1]:
                return []
        chains = self._chains(layers, pattern.gaps, whole, negation)
        matches: list[Match] = []
        for index, place in enumerate(layers[0]):
            if chains[0][index] < 0:
                continue
            if negation and self.negated(self.reading.segment(place[0])[0], place[0]):
                continue
            matches.append(_follow(layers, chains, index))
        return matches

    def _chains(
        self, layers: Sequence[Sequence[tuple[int, int, str]]], gaps: Sequence[int], whole: bool, negation: bool
    ) -> list[list[int]]:
        """For each place of each atom, the place of the next atom that it leads to; -1 for a dead end."""
        chains = [[0] * len(layers[-1])]
        for layer, following, gap in zip(layers[-2::-1], layers[:0:-1], gaps[::-1], strict=True):
            starts = [place[0] for place in following]
            chains.insert(0, [self._next(p, following, starts, chains[0], gap, whole, negation) for p in layer])
        return chains

    def _next(
        self, place: tuple[int, int, str], following: Sequence[tuple[int, int, str]], starts: Sequence[int],
        alive: Sequence[int], gap: int, whole: bool, negation: bool,
    ) -> int:  # fmt: skip
        _, end, _ = place
        limit = end + gap
        if not whole:
            limit = min(limit, self.reading.sentence(place[0])[1] - 1)
        for index in range(bisect_left(starts, end), len(starts)):
            if starts[index] > limit or (negation and self.negated(end, starts[index])):
                return -1
            if alive[index] >= 0:
                return index
        return -1

    def first(self, patterns: Sequence[Pattern], *, whole: bool = False, negation: bool = False) -> Match | None:
        """The earliest match of any pattern."""
        return min(self.every(patterns, whole=whole, negation=negation), key=lambda m: m.start, default=None)

    def every(self, patterns: Sequence[Pattern], *, whole: bool = False, negation: bool = False) -> Iterator[Match]:
        """All matches, pattern by pattern."""
        for pattern in patterns:
            yield from self.find(pattern, whole=whole, negation=negation)


def _follow(layers: Sequence[Sequence[tuple[int, int, str]]], chains: Sequence[Sequence[int]], index: int) -> Match:
    start, end, figure = layers[0][index]
    for depth in range(1, len(layers)):
        index = chains[depth - 1][index]
        _, end, read = layers[depth][index]
        figure = figure or read
    return Match(start, end, figure)
