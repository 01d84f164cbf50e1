"""Work on the database in a thread of its own, while Python goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from .relations import FactStore
from .sql import TreeRunner, another

if TYPE_CHECKING:
    import duckdb

_Found = TypeVar("_Found")

#: In records: with fewer there is no time to be won.
WORTH_A_THREAD = 50_000
#: By the identity of a database's first connection: what goes on beside it.
_GOING_ON: dict[int, list[Thread]] = {}


@dataclass(slots=True)
class _Work(Generic[_Found]):
    """Work that goes on elsewhere: its result, or what went wrong."""

    found: list[_Found] = field(default_factory=list)
    error: BaseException | None = None


def beside(store: FactStore, work: Callable[[FactStore], _Found]) -> Callable[[], _Found]:
    """Begin work on a store; gives what waits for its result, or raises what it raised.

    It has a connection of its own, so that it may go on while others ask the same database. With
    few records it is done at once.
    """
    connection = store.connection
    most = max((each.rows for each in store.entities.values()), default=0)
    if isinstance(connection, TreeRunner) or most < WORTH_A_THREAD:
        found = work(store)
        return lambda: found
    own = replace(store, connection=another(connection))
    done: _Work[_Found] = _Work()

    def run() -> None:
        try:
            done.found.append(work(own))
        except BaseException as error:  # it is raised where it is waited for
            done.error = error
        finally:
            own.connection.close()

    thread = Thread(target=run, daemon=True)
    _GOING_ON.setdefault(id(connection), []).append(thread)
    thread.start()

    def wait() -> _Found:
        thread.join()
        if done.error is not None:
            raise done.error
        return done.found[0]

    return wait


def close_database(connection: duckdb.DuckDBPyConnection) -> None:
    """Close a database once nothing goes on beside; DuckDB refuses to while something does."""
    for thread in _GOING_ON.pop(id(connection), ()):
        thread.join()
    connection.close()
