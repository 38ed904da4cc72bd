"""What travels through the answer chain: the question with its history, then with what was found."""

from dataclasses import dataclass, field

from assistant.records import Hit, Turn


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as asked, with the conversation before it, oldest turn first."""

    question: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """An inquiry as it was understood and what was found for it."""

    inquiry: Inquiry
    restated: str
    hits: tuple[Hit, ...]
    query: str
    timings_ms: dict[str, float] = field(default_factory=dict)
