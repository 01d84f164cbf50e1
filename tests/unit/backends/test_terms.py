"""Trees of SQL that grow with the number of rules."""

from __future__ import annotations

import pytest

from skulint.engine.backends.duckdb.terms import sum_of
from skulint.engine.store.build import open_database
from skulint.engine.store.sql import fetch, number, select


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5_000])
def test_a_sum_has_no_number_of_parts_that_duckdb_refuses(count: int) -> None:
    with open_database() as connection:
        query = select(sum_of([number(each) for each in range(count)]))
        assert fetch(connection, query) == [(sum(range(count)),)]
