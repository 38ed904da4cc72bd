"""A long call on a thread of its own, and its progress as it goes."""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """``done`` of ``total`` of a ``stage``."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What the call returned."""

    value: T


def with_progress(call: Callable[[Callable[[Step], None]], T]) -> Iterator[Step | Result[T]]:
    """Steps, then the result; an exception of the call is raised here. Steps that nobody waited for are passed over."""
    steps: queue.SimpleQueue[Step | Result[T] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            steps.put(Result(call(steps.put)))
        except Exception as error:  # handed over to the reader, who raises it
            steps.put(error)

    threading.Thread(target=run, daemon=True).start()
    while True:
        step = steps.get()
        while isinstance(step, Step) and not steps.empty():
            step = steps.get()
        if isinstance(step, Exception):
            raise step
        yield step
        if isinstance(step, Result):
            return
