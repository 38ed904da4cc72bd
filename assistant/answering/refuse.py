"""What is said when there is no answer: what is not covered, the nearest guidance, whom to ask; and small talk."""

import re
from collections.abc import Sequence

from assistant.answering import phrases
from assistant.answering.scope import Field
from assistant.records import Hit
from assistant.text import fold

NEAREST = 3
RELATED = 0.83  # cosine from which guidance is near enough to be pointed at


def refusal(hits: Sequence[Hit], field: Field | None) -> tuple[str, tuple[str, ...]]:
    """The text of a refusal and the titles of the nearest guidance."""
    nearest = tuple(dict.fromkeys(h.passage.title for h in hits if h.dense >= RELATED))[:NEAREST] if not field else ()
    lines = [phrases.REFUSAL_FIELD.format(field=field.name, ask=field.ask) if field else phrases.REFUSAL]
    lines.append(phrases.REFUSAL_SCOPE)
    if nearest:
        lines.append(phrases.REFUSAL_NEAREST.format(titles="、".join(f"“{t}”" for t in nearest)))
    if not field:
        lines.append(phrases.REFUSAL_ASK)
    return "\n".join(lines), nearest


def small_talk(question: str) -> str | None:
    """The reply to a greeting, thanks or "what can you do"; None for anything else."""
    said = fold(question).strip().replace(" ", "")
    return next((reply for pattern, reply in phrases.SMALL_TALK if re.search(fold(pattern), said)), None)
