"""What is begun aside is done in its order, and said to whoever asks."""

from __future__ import annotations

import threading

import pytest

from skulint.engine.readers.aside import Later, begin


def test_tasks_are_done_one_after_the_other() -> None:
    go_on, done = threading.Event(), list[str]()

    def slow() -> str:
        assert go_on.wait(60)
        done.append("slow")
        return "slow"

    first, second = begin(slow), begin(lambda: done.append("quick"))
    assert done == []
    go_on.set()
    second()
    assert done == ["slow", "quick"]
    assert first() == first() == "slow"


def test_a_fault_is_raised_where_the_result_is_asked_for() -> None:
    found = begin(lambda: 1 // 0)
    assert begin(lambda: 1)() == 1
    with pytest.raises(ZeroDivisionError):
        found()


@pytest.mark.parametrize("ahead", [True, False])
def test_what_may_be_needed_later_is_done_once(ahead: bool) -> None:
    threads: list[str] = []
    later = Later(lambda: threads.append(threading.current_thread().name))
    for _ in range(2):
        if ahead:
            later.begin()
    later(), later()
    later.begin()
    assert threads == ["aside" if ahead else threading.current_thread().name]


def test_a_place_without_threads_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("skulint.engine.readers.aside._worker", refuse)
    assert begin(lambda: 7)() == 7
