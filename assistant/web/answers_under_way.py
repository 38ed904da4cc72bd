"""Answers under way: each on a thread of its own, so that stop is obeyed at once, and stored whoever still watches."""

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from assistant.web.conversations import Conversation, Exchange

Keep = Callable[[Exchange], Conversation]


@dataclass(frozen=True, slots=True)
class Settled:
    """The end: the conversation with its new exchange, or None where stop came before anything was verified."""

    conversation: Conversation | None


class Run:
    """One answer; ``keep`` stores what it came to, exactly once, and gives the conversation it then stands in."""

    def __init__(
        self, exchanges: Generator[Exchange, None, None], keep: Keep, stopped: Callable[[Exchange], Exchange]
    ) -> None:
        self._exchanges, self._keep, self._stopped = exchanges, keep, stopped
        self._events: queue.SimpleQueue[Exchange | Settled | Exception] = queue.SimpleQueue()
        self._latest: Exchange | None = None
        self._lock = threading.Lock()
        self.over = False

    def watch(self) -> Iterator[Exchange | Settled]:
        """The exchange as it grows, then how it ended; an error of the answer is raised here."""
        while True:
            event = self._events.get()
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Settled):
                return

    def stop(self) -> None:
        """End now with what is verified so far; nothing where it has ended already."""
        with self._lock:
            if not self.over:
                self._settle(self._stopped(self._latest) if self._latest else None)

    def work(self) -> None:
        """Take the exchanges to their end, or until stop; called once, on the run's own thread."""
        try:
            with closing(self._exchanges) as exchanges:  # which ends the stream of a model that nobody waits for
                for exchange in exchanges:
                    with self._lock:
                        if self.over:
                            return
                        self._latest = exchange
                    self._events.put(exchange)
            with self._lock:
                if not self.over:
                    self._settle(self._latest)
        except Exception as error:  # handed over to the watcher, who raises it
            with self._lock:
                if not self.over:
                    self.over = True
                    self._events.put(error)

    def _settle(self, exchange: Exchange | None) -> None:
        settled = Settled(self._keep(exchange) if exchange else None)
        self.over = True
        self._events.put(settled)


class AnswersUnderWay:
    """At most one run for each key, which is a browser and one of its conversations."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str], Run] = {}
        self._lock = threading.Lock()

    def start(self, key: tuple[str, str], run: Run) -> bool:
        """Begin it on a thread; False where the last question of that conversation is still being answered."""
        with self._lock:
            if key in self._runs and not self._runs[key].over:
                return False
            self._runs = {k: r for k, r in self._runs.items() if not r.over} | {key: run}
        threading.Thread(target=run.work, daemon=True).start()
        return True

    def stop(self, key: tuple[str, str]) -> None:
        """Stop the run of a conversation, if there is one."""
        with self._lock:
            run = self._runs.get(key)
        if run:
            run.stop()
