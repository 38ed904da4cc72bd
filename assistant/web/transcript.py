"""A conversation as the HTML of the chat."""

from dataclasses import dataclass
from typing import Any

from assistant.web.answer_view import parts, sources
from assistant.web.conversations import Conversation, Exchange
from assistant.web.escape import render
from assistant.web.interface_texts import Texts


@dataclass(frozen=True, slots=True)
class Open:
    """A question that has no answer yet, could not be answered (``failed``) or was stopped before it was."""

    question: str
    failed: str = ""
    stopped: str = ""

    @property
    def pending(self) -> bool:
        """True while an answer may still come."""
        return not (self.failed or self.stopped)


def transcript(conversation: Conversation, texts: Texts, last: Open | Exchange | None = None, unready: str = "") -> str:
    """All exchanges, then ``last``, which is not part of the conversation yet; ``unready`` heads the welcome."""
    shown = [_settled(e, texts) for e in conversation.exchanges]
    if isinstance(last, Exchange):
        shown.append(_settled(last, texts) | {"growing": True})
    elif last:
        shown.append({"question": last.question, "open": last, "growing": last.pending})
    return render("transcript.html", {"t": texts, "exchanges": shown, "unready": unready})


def _settled(exchange: Exchange, texts: Texts) -> dict[str, Any]:
    answer = exchange.answer
    stages = texts["chat"]["stages"]
    return {
        "question": exchange.question,
        "open": None,
        "growing": False,
        "parts": parts(answer),
        "sources": sources(exchange),
        "found": exchange.found,
        "verdict": exchange.verdict,
        "query": answer["restated"] or answer["question"],
        "timings": [(stages.get(name, name), ms) for name, ms in answer["timings_ms"].items()],
        "mode": texts["chat"][f"why_mode_{answer['mode']}"],
        **{key: answer[key] for key in ("refused", "restated", "notices", "nearest", "follow_ups", "confidence")},
    }
