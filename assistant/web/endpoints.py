"""The named API endpoints ``/ask``, ``/critique``, ``/search`` and ``/feedback``, for ``gradio_client`` and plain HTTP.

They give the objects of ``ask --json``, ``critique --json`` and ``search --json``.
"""

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.critique.critic import Side
from assistant.errors import AssistantError, InputRefused
from assistant.records import Turn
from assistant.serialise import answer_object, critique_object, hit_object
from assistant.web.conversations import Exchange
from assistant.web.feedback import VERDICTS
from assistant.web.limits import checked_clause, checked_question, clipped_note
from assistant.web.services import Services
from assistant.web.user_errors import log

MOST_HITS = 50
MOST_TURNS = 20


def register_endpoints(services: Services) -> None:
    """Add the endpoints to the blocks that are being built."""
    assistant = services.assistant

    def ask(question: str, history: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Answer one question; ``history`` is a list of {"question", "answer"}, oldest first."""
        return _guarded(lambda: answer_object(assistant.ask(checked_question(question), _turns(history))))

    def critique(text: str, side: str = "buyer") -> dict[str, Any]:
        """Critique a clause; ``side`` is buyer, vendor or neutral."""
        return _guarded(lambda: critique_object(assistant.critique(checked_clause(text), _side(side))))

    def search(query: str, k: int = 10) -> dict[str, Any]:
        """The ``k`` best passages for a query, statutes included."""
        return _guarded(lambda: _search(services, query, k))

    def feedback(question: str, answer: str, verdict: str, reason: str = "") -> dict[str, Any]:
        """Keep a verdict, up or down, on an answer."""
        return _guarded(lambda: _feedback(services, question, answer, verdict, reason))

    for function in (ask, critique, search, feedback):
        gr.api(function, api_name=function.__name__)


def _guarded(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An error that the caller can mend keeps its message; of any other only the class is logged and shown."""
    try:
        return work()
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        log.error("unexpected %s in the API", type(error).__name__)
        raise gr.Error("An unexpected error; see the log.", print_exception=False) from None


def _search(services: Services, query: str, k: int) -> dict[str, Any]:
    if not 1 <= k <= MOST_HITS:
        raise InputRefused(f"k is {k!r}. Give a number from 1 to {MOST_HITS}.")
    found = services.assistant.search(checked_question(query), k)
    return {"query": found.query, "hits": [hit_object(h) for h in found.hits], "timings_ms": found.timings_ms}


def _feedback(services: Services, question: str, answer: str, verdict: str, reason: str) -> dict[str, Any]:
    if verdict not in VERDICTS:
        raise InputRefused(f"The verdict is {verdict!r}. Give one of {', '.join(VERDICTS)}.")
    judged = Exchange(checked_question(question), {"answer": checked_clause(answer), "citations": [], "refused": False})
    services.feedback.add(judged, (), verdict, clipped_note(reason))
    return {"stored": True}


def _side(side: str) -> Side:
    try:
        return Side(side)
    except ValueError as error:
        raise InputRefused(f"The side is {side!r}. Give one of {', '.join(Side)}.") from error


def _turns(history: list[dict[str, Any]] | None) -> list[Turn]:
    try:
        return [Turn(str(turn["question"]), str(turn["answer"])) for turn in (history or [])[-MOST_TURNS:]]
    except (TypeError, KeyError) as error:
        raise InputRefused('The history cannot be read. Give a list of {"question", "answer"}.') from error
