"""A model's words against the passages it was given: only sentences that stand there verbatim survive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.statements import Part, Statement
from assistant.grounding.quotes import Support, check_quote
from assistant.records import Passage
from assistant.text import sentences

MARKER = re.compile(r"\s*\[[0-9, \uff0c]+\]")
LABEL = re.compile(r"^\s*(?:[-*\u2022]|[0-9]+[.\u3001)])?\s*(?:\**(?:结论|要点|写法|下一步|法律依据)\**[:\uff1a])?\s*")
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Verified:
    """What survived, in the model's order, and how many sentences did not."""

    kept: tuple[Statement, ...]
    struck: int


def verify(written: str, passages: Sequence[Passage]) -> Verified:
    """Ground every sentence of ``written``; numbers in brackets are ignored, the words decide where it stands."""
    kept: list[Statement] = []
    struck = 0
    for start, end in sentences(written):
        claim = LABEL.sub("", MARKER.sub("", written[start:end])).strip()
        if len(claim) < SHORTEST:
            continue
        statement = ground(claim, passages)
        if statement is None:
            struck += 1
        elif statement not in kept:
            kept.append(statement)
    return Verified(tuple(kept), struck)


def ground(claim: str, passages: Sequence[Passage]) -> Statement | None:
    """The claim as the source's own words, or None where no passage holds it."""
    for passage in passages:
        verdict = check_quote(claim, passage.text)
        if verdict.support is Support.EXACT:
            quote = passage.text[verdict.start : verdict.end]
            return Statement(passage, Part.POINT, quote, passage.start + verdict.start, passage.start + verdict.end)
    return None
