"""Expert points: the share of the facts that an expert would name which the answer states.

The project's own definition, after the nugget recall of TREC question answering (Voorhees 2003, "Overview of the
TREC 2003 question answering track"): a nugget is met or not; the wording does not matter.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.text import fold

KEPT = frozenset("%‰")  # without them 20% would be found in 20日


@lru_cache(maxsize=8192)
def squeezed(text: str) -> str:
    """Folded text without white space and punctuation, ``%`` and ``‰`` kept."""
    return "".join(c for c in fold(text) if c in KEPT or (unicodedata.category(c)[0] not in "PZC" and not c.isspace()))


def met_points(answer: str, points: Sequence[Sequence[str]]) -> list[bool]:
    """For each point, whether any of its alternatives stands in the answer."""
    said = squeezed(answer)
    return [any(squeezed(alternative) in said for alternative in point if squeezed(alternative)) for point in points]


def holds_any(text: str, alternatives: Sequence[str]) -> bool:
    """True if any alternative stands in the text after squeezing both."""
    return met_points(text, [alternatives])[0]
