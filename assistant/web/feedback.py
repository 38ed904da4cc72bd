"""Verdicts on answers, one JSON object a line in ``DATA_DIR/feedback.jsonl``.

``{"at", "question", "history": [{"question", "answer"}], "answer", "sections": [], "refused", "verdict": "up"|"down",
"reason"}``: ``at`` is an ISO time in UTC, ``history`` the turns before it (oldest first), ``answer`` the text that was
judged, ``sections`` the cited ones. ``python -m evals promote`` turns such a line into an evaluation case. No browser
id and no address is kept.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.records import Turn
from assistant.web.conversations import Exchange
from assistant.web.json_files import append_json_line

NAME = "feedback.jsonl"
VERDICTS = ("up", "down")


@dataclass(frozen=True, slots=True)
class FeedbackLog:
    """The file of verdicts."""

    path: Path

    def add(self, exchange: Exchange, history: Sequence[Turn], verdict: str, reason: str) -> None:
        """Append one verdict; raises ValueError for one that is not in VERDICTS."""
        if verdict not in VERDICTS:
            raise ValueError(f"{verdict!r} is not one of {VERDICTS}")
        append_json_line(
            self.path,
            {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "question": exchange.question,
                "history": [asdict(turn) for turn in history],
                "answer": exchange.answer["answer"],
                "sections": list(dict.fromkeys(c["section"] for c in exchange.answer["citations"])),
                "refused": exchange.answer["refused"],
                "verdict": verdict,
                "reason": reason,
            },
        )
