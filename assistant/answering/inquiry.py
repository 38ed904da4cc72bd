"""What travels through the answer chain: the question with its history, then with what was found."""

from dataclasses import dataclass

from assistant.records import Hit, Turn
from assistant.retrieval.hybrid import Found


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as asked, with the conversation before it, oldest turn first."""

    question: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """An inquiry as it was understood, what was found for it, and the hits in the order in which they are used."""

    inquiry: Inquiry
    restated: str
    found: Found
    hits: tuple[Hit, ...]
