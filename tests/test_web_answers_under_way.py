"""An answer under way ends once: by itself, by stop, or by an error, and is stored whoever watches."""

import threading
from collections.abc import Generator
from dataclasses import replace

import pytest

from assistant.web.answers_under_way import AnswersUnderWay, Run, Settled
from assistant.web.conversations import Conversation, Exchange, new_conversation

KEY = ("browser", "conversation")
FIRST, LAST = Exchange("问", {"answer": "一"}), Exchange("问", {"answer": "一二"})
STOPPED = {"answer": "一", "notices": ["停"]}


class Answer:
    """Exchanges that wait in the middle until they are let go, and what was kept of them."""

    def __init__(self, first: Exchange | None = FIRST, fault: Exception | None = None) -> None:
        self.first, self.fault = first, fault
        self.let_go, self.closed = threading.Event(), threading.Event()
        self.kept: list[Exchange] = []
        self.run = Run(self.exchanges(), self.keep, lambda e: replace(e, answer=STOPPED))

    def exchanges(self) -> Generator[Exchange, None, None]:
        try:
            if self.first:
                yield self.first
            assert self.let_go.wait(10)
            if self.fault:
                raise self.fault
            yield LAST
        finally:
            self.closed.set()

    def keep(self, exchange: Exchange) -> Conversation:
        self.kept.append(exchange)
        return new_conversation().with_exchange(exchange)


@pytest.fixture
def under_way() -> AnswersUnderWay:
    return AnswersUnderWay()


def test_an_answer_ends_by_itself_and_is_stored_once(under_way):
    answer = Answer()
    assert under_way.start(KEY, answer.run)
    answer.let_go.set()
    *grown, end = answer.run.watch()
    under_way.stop(KEY)
    assert grown == [FIRST, LAST]
    assert isinstance(end, Settled)
    assert end.conversation
    assert end.conversation.exchanges == (LAST,)
    assert answer.kept == [LAST]


def test_stop_is_obeyed_while_the_model_is_silent_and_ends_its_stream_at_its_next_word(under_way):
    answer = Answer()
    under_way.start(KEY, answer.run)
    watched = answer.run.watch()
    assert next(watched) == FIRST
    under_way.stop(KEY)
    (end,) = watched
    assert isinstance(end, Settled)
    assert [kept.answer for kept in answer.kept] == [STOPPED]
    answer.let_go.set()
    assert answer.closed.wait(10)
    assert len(answer.kept) == 1


def test_stop_before_anything_was_verified_stores_nothing(under_way):
    answer = Answer(first=None)
    under_way.start(KEY, answer.run)
    under_way.stop(KEY)
    assert list(answer.run.watch()) == [Settled(None)]
    answer.let_go.set()
    assert answer.closed.wait(10)
    assert answer.kept == []


def test_an_error_reaches_the_watcher(under_way):
    answer = Answer(fault=ValueError("kaputt"))
    under_way.start(KEY, answer.run)
    answer.let_go.set()
    with pytest.raises(ValueError, match="kaputt"):
        list(answer.run.watch())


def test_a_conversation_has_one_answer_under_way_at_a_time(under_way):
    first, second = Answer(), Answer()
    assert under_way.start(KEY, first.run)
    assert not under_way.start(KEY, second.run)
    assert under_way.start(("browser", "other"), second.run)
    for answer in (first, second):
        answer.let_go.set()
        list(answer.run.watch())
    assert under_way.start(KEY, Answer(first=None).run)
    under_way.stop(KEY)
