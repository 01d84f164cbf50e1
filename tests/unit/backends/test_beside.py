"""Work beside: on its own connection, in UTC; what goes wrong is raised where one waits."""

from __future__ import annotations

import threading

import pytest

from skulint.engine.store import beside as module
from skulint.engine.store.beside import beside, close_database
from skulint.engine.store.build import open_database
from skulint.engine.store.relations import FactStore


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> FactStore:
    monkeypatch.setattr(module, "WORTH_A_THREAD", 0)
    return FactStore(open_database(), {}, (), ())


def test_the_result_is_waited_for_while_others_ask_the_same_database(store: FactStore) -> None:
    store.connection.execute("CREATE TABLE numbers AS SELECT range AS n FROM range(1000)")
    asked = threading.Event()

    def work(own: FactStore) -> tuple[object, ...]:
        assert own.connection is not store.connection
        assert asked.wait(10)
        own.connection.execute("CREATE TABLE mine AS SELECT sum(n) AS total FROM numbers")
        zone = own.connection.execute("SELECT current_setting('TimeZone')").fetchone()
        return (threading.current_thread().name, zone)

    wait = beside(store, work)
    assert store.connection.execute("SELECT max(n) FROM numbers").fetchone() == (999,)
    asked.set()
    name, zone = wait()
    assert name != threading.current_thread().name
    assert zone == ("UTC",)
    assert wait() == (name, zone)
    assert store.connection.execute("SELECT total FROM mine").fetchone() == (499_500,)


def test_an_error_is_raised_where_it_is_waited_for(store: FactStore) -> None:
    def work(own: FactStore) -> None:
        own.connection.execute("SELECT * FROM nothing_there")

    wait = beside(store, work)
    for _ in range(2):
        with pytest.raises(Exception, match="nothing_there"):
            wait()


def test_a_database_is_closed_once_nothing_goes_on(store: FactStore) -> None:
    asked, done = threading.Event(), []

    def work(own: FactStore) -> None:
        assert asked.wait(10)
        done.append(own.connection.execute("SELECT count(*) FROM range(1000000)").fetchone())

    beside(store, work)
    threading.Timer(0.1, asked.set).start()
    close_database(store.connection)
    assert done == [(1_000_000,)]


def test_with_few_records_it_is_done_at_once(
    store: FactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WORTH_A_THREAD", 1)
    name = beside(store, lambda own: (threading.current_thread().name, own.connection))()
    assert name == (threading.current_thread().name, store.connection)
