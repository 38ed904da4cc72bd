"""A model's words against the passages it was given: only sentences that stand there verbatim survive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.statements import Part, Statement, statements
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
    """Ground every line of ``written``, or its sentences where the line does not stand as a whole.

    Numbers in brackets are ignored: the words decide where a statement stands.
    """
    kept: list[Statement] = []
    struck = 0
    for line in written.splitlines():
        whole = ground(_claim(line), passages)
        found = [whole] if whole else [ground(c, passages) for a, b in sentences(line) if (c := _claim(line[a:b]))]
        struck += sum(s is None for s in found)
        kept.extend(s for s in dict.fromkeys(found) if s and s not in kept)
    return Verified(tuple(kept), struck)


def ground(claim: str, passages: Sequence[Passage]) -> Statement | None:
    """The source's statement that holds the claim, with its conditions; None where no passage holds it."""
    if not claim:
        return None
    for passage in passages:
        verdict = check_quote(claim, passage.text)
        if verdict.support is Support.EXACT:
            start, end = passage.start + verdict.start, passage.start + verdict.end
            quote = passage.text[verdict.start : verdict.end]
            holding = (s for s in statements(passage) if s.start <= start and end <= s.end)
            return next(holding, Statement(passage, Part.POINT, quote, start, end))
    return None


def _claim(text: str) -> str:
    """The words of a line without bullet, label and numbers; empty where there are too few to claim anything."""
    claim = LABEL.sub("", MARKER.sub("", text)).strip()
    return claim if len(claim) >= SHORTEST else ""
