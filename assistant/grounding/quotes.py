"""Exact grounding: a quote may differ from its source in white space, width and punctuation, and in nothing else.

No similarity decides support: 千分之一 and 千分之五 are 95.8 % alike. Similarity only picks which source sentence to
show when a claim does not stand.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from assistant.text import Folded, fold_with_origins, sentences

NEAR = 0.6  # share of equal characters from which a source sentence is taken for the one that was meant
MEANINGFUL = frozenset("%\u2030.<>=+-~\u2264\u2265\u00b1/$\u00a5\u20ac\u00b0")  # between digits these carry meaning


class Support(StrEnum):
    """How a claim stands to its source."""

    EXACT = "原文一致"
    DIFFERS = "与原文不符"
    ABSENT = "原文无此说法"


@dataclass(frozen=True, slots=True)
class Difference:
    """What the source says and what the claim made of it."""

    source: str
    claim: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``start`` and ``end`` delimit the supporting (or nearest) words in the source; 0, 0 where there are none."""

    support: Support
    start: int = 0
    end: int = 0
    differences: tuple[Difference, ...] = ()


def check_quote(claim: str, source: str) -> Verdict:
    """Whether ``claim`` stands in ``source`` word for word, and where."""
    wanted, held = bare(claim), bare(source)
    if not wanted.text:
        return Verdict(Support.ABSENT)
    place = _find_whole(wanted.text, held.text)
    if place >= 0:
        return Verdict(Support.EXACT, *held.span(place, place + len(wanted.text)))
    return _nearest(claim, wanted.text, source)


def check_against(claim: str, sources: Sequence[str]) -> tuple[int, Verdict]:
    """The best verdict over several sources, and which source gave it (the first for none)."""
    verdicts = [check_quote(claim, source) for source in sources]
    order = {Support.EXACT: 0, Support.DIFFERS: 1, Support.ABSENT: 2}
    best = min(range(len(verdicts)), key=lambda i: order[verdicts[i].support], default=0)
    return best, verdicts[best] if verdicts else Verdict(Support.ABSENT)


def bare(text: str) -> Folded:
    """Folded text without white space and punctuation, save marks that carry meaning between digits."""
    folded = fold_with_origins(text)
    keep = [i for i in range(len(folded.text)) if _counts(folded.text, i)]
    return Folded("".join(folded.text[i] for i in keep), tuple(folded.origins[i] for i in keep))


def _counts(text: str, i: int) -> bool:
    character = text[i]
    if character in MEANINGFUL:
        return _digit_near(text, i)
    return unicodedata.category(character)[0] not in "PZCS" or character in "\u4e28"


def _digit_near(text: str, i: int) -> bool:
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    return before.isdigit() or (text[i] in "-+<>=~\u2264\u2265\u00a5$" and after.isdigit())


def _find_whole(claim: str, source: str) -> int:
    """Where the claim stands without cutting a number: 5天 does not stand in 15天; -1 where nowhere."""
    place = source.find(claim)
    while place >= 0:
        before, after = source[:place][-1:], source[place + len(claim) :][:1]
        if not (_cuts(before, claim[0]) or _cuts(claim[-1], after)):
            return place
        place = source.find(claim, place + 1)
    return -1


def _cuts(left: str, right: str) -> bool:
    numeral = "0123456789.零一二三四五六七八九十百千万两"
    return bool(left and right) and (
        (left in numeral and right in numeral) or (left == "不" and right in "得应可能会超低少多是须需必")
    )


def _nearest(claim: str, wanted: str, source: str) -> Verdict:
    best, place = 0.0, (0, 0)
    for start, end in sentences(source):
        alike = _alike(bare(source[start:end]).text, wanted)
        if alike > best:
            best, place = alike, (start, end)
    if best < NEAR:
        return Verdict(Support.ABSENT)
    return Verdict(Support.DIFFERS, *place, differences(source[place[0] : place[1]], claim))


def _alike(held: str, wanted: str) -> float:
    """The larger of the ratio of both texts and the share of the claim that stands in order in the source."""
    matcher = SequenceMatcher(None, held, wanted, autojunk=False)
    in_order = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    return max(matcher.ratio(), in_order / len(wanted))


def differences(source: str, claim: str) -> tuple[Difference, ...]:
    """The stretches in which a claim departs from a source sentence."""
    held, said = bare(source).text, bare(claim).text
    opcodes = SequenceMatcher(None, held, said, autojunk=False).get_opcodes()
    return tuple(Difference(held[a:b], said[c:d]) for op, a, b, c, d in opcodes if op != "equal")
