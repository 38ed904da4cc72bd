"""How much the web app takes, checked on the server because Gradio's own limits hold in the browser only."""

from assistant.answering.answerer import QUESTION_LIMIT
from assistant.web.user_errors import LimitExceeded

CLAUSE_LIMIT = 20_000  # characters
CONTRACT_LIMIT = 400_000  # characters of an uploaded contract
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes
NOTE_LIMIT = 1_000  # characters of a note, a reason or a title


def checked_question(text: str) -> str:
    """The question without surrounding white space; raises LimitExceeded."""
    return _within(text, QUESTION_LIMIT, "question_empty", "question_long").strip()


def checked_clause(text: str) -> str:
    """The pasted text unchanged, because offsets refer to it; raises LimitExceeded."""
    return _within(text, CLAUSE_LIMIT, "clause_empty", "clause_long")


def checked_contract(text: str) -> str:
    """The text of an uploaded contract; raises LimitExceeded."""
    return _within(text, CONTRACT_LIMIT, "clause_empty", "contract_long")


def clipped_note(text: str) -> str:
    """A note cut at the limit."""
    return text.strip()[:NOTE_LIMIT]


def _within(text: str, limit: int, empty: str, too_long: str) -> str:
    if not text.strip():
        raise LimitExceeded(empty, 0, limit)
    if len(text) > limit:
        raise LimitExceeded(too_long, len(text), limit)
    return text
