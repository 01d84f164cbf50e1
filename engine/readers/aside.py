"""Does work of compiled code beside what follows, in one thread, in the order it was begun."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Begun(Generic[T]):
    task: Callable[[], T]
    done: threading.Event = field(default_factory=threading.Event)
    found: list[T] = field(default_factory=list)
    fault: Exception | None = None

    def run(self) -> None:
        try:
            self.found.append(self.task())
        except Exception as error:
            self.fault = error
        self.done.set()

    def wait(self) -> T:
        self.done.wait()
        if self.fault is not None:
            raise self.fault
        return self.found[0]


@cache
def _worker() -> SimpleQueue[Callable[[], None]]:
    waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def work() -> None:
        while True:
            waiting.get()()

    # Nobody waits for what is asked of a file that is refused.
    threading.Thread(target=work, daemon=True, name="aside").start()
    return waiting


if hasattr(os, "register_at_fork"):
    # A child process has no thread but the one it was made by.
    os.register_at_fork(after_in_child=_worker.cache_clear)


def begin(task: Callable[[], T]) -> Callable[[], T]:
    """Begin a task; gives what waits for its result, and raises there what it raised."""
    begun = _Begun(task)
    try:
        _worker().put(begun.run)
    except RuntimeError:
        # There are places without threads.
        begun.run()
    return begun.wait


class Later(Generic[T]):
    """A task that is done when its result is asked for, or begun beside other work before."""

    def __init__(self, task: Callable[[], T]) -> None:
        """Note the task."""
        self._task = task
        self._result: Callable[[], T] | None = None

    def begin(self) -> None:
        """Begin the task where that was not done before."""
        if self._result is None:
            self._result = begin(self._task)

    def __call__(self) -> T:
        """Give the result, which is worked out once."""
        if self._result is None:
            begun = _Begun(self._task)
            begun.run()
            self._result = begun.wait
        return self._result()
