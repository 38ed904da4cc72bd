"""Conversations on the server's disk: ``DATA_DIR/conversations/<browser>/<conversation>.json``.

A turn keeps everything that is shown, the cited passages included, so that a conversation reads the same after a
reload, a restart or a change of the guidance.
"""

import re
import secrets
import threading
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.records import Turn
from assistant.web.json_files import read_json, write_json
from assistant.web.visitors import ANONYMOUS, WELL_FORMED

IDENTIFIER = re.compile(r"[0-9a-f]{16}")
TITLE_LENGTH = 24
KEPT = 200  # conversations of one browser; older ones go
HISTORY = 6  # turns that a follow-up can refer to


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what was shown for it; see ``answer_view.exchange_of`` for the shapes.

    ``answer`` is the object of ``ask --json``; ``passages`` maps a section to the cited text; ``found`` lists what
    retrieval brought up with its scores; ``verdict`` is "", "up" or "down".
    """

    question: str
    answer: dict[str, Any]
    passages: dict[str, dict[str, Any]] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A list of exchanges under a title; ``updated`` is an ISO time in UTC."""

    id: str
    title: str
    updated: str
    exchanges: tuple[Exchange, ...] = ()

    @property
    def history(self) -> list[Turn]:
        """The last turns, for understanding a follow-up."""
        return [Turn(e.question, str(e.answer["answer"])) for e in self.exchanges[-HISTORY:]]

    def with_exchange(self, exchange: Exchange) -> "Conversation":
        """With one more exchange; the first question names the conversation."""
        title = self.title or exchange.question[:TITLE_LENGTH]
        return replace(self, title=title, updated=_now(), exchanges=(*self.exchanges, exchange))

    def with_verdict(self, number: int, verdict: str) -> "Conversation":
        """With exchange ``number`` judged; raises IndexError."""
        exchanges = list(self.exchanges)
        exchanges[number] = replace(exchanges[number], verdict=verdict)
        return replace(self, exchanges=tuple(exchanges))


def new_conversation() -> Conversation:
    """An empty one, not stored yet."""
    return Conversation(secrets.token_hex(8), "", _now())


class ConversationStore:
    """All conversations of all browsers; every method takes the browser's id, and an anonymous one keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def save(self, visitor: str, conversation: Conversation) -> None:
        """Store it whole."""
        if visitor == ANONYMOUS:
            return
        with self._lock:
            write_json(self._path(visitor, conversation.id), asdict(conversation))
            for old in self._files(visitor)[KEPT:]:
                old.unlink(missing_ok=True)

    def load(self, visitor: str, identifier: str) -> Conversation | None:
        """One conversation; None where there is none of that id."""
        if visitor == ANONYMOUS or not IDENTIFIER.fullmatch(identifier):
            return None
        return _conversation(read_json(self._path(visitor, identifier)))

    def all(self, visitor: str) -> list[Conversation]:
        """Newest first."""
        found = [_conversation(read_json(path)) for path in self._files(visitor)]
        return sorted((c for c in found if c), key=lambda c: c.updated, reverse=True)

    def rename(self, visitor: str, identifier: str, title: str) -> None:
        """Give it another title."""
        conversation = self.load(visitor, identifier)
        if conversation and title.strip():
            self.save(visitor, replace(conversation, title=title.strip()[: 2 * TITLE_LENGTH]))

    def delete(self, visitor: str, identifier: str) -> None:
        """Remove it from the disk."""
        if visitor != ANONYMOUS and IDENTIFIER.fullmatch(identifier):
            self._path(visitor, identifier).unlink(missing_ok=True)

    def _files(self, visitor: str) -> list[Path]:
        if visitor == ANONYMOUS or not WELL_FORMED.fullmatch(visitor):
            return []
        return sorted((self._folder / visitor).glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True)

    def _path(self, visitor: str, identifier: str) -> Path:
        return self._folder / visitor / f"{identifier}.json"


def _conversation(raw: Any) -> Conversation | None:
    try:
        exchanges = tuple(Exchange(**e) for e in raw["exchanges"])
        return Conversation(raw["id"], raw["title"], raw["updated"], exchanges)
    except (TypeError, KeyError):
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
