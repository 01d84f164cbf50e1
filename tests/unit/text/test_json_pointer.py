"""JSON pointers, by the examples of RFC 6901."""

import pytest

from skulint.engine.text.json_pointer import Way, pointer_of


@pytest.mark.parametrize(
    ("way", "pointer"),
    [
        (None, ""),
        ((None, "foo"), "/foo"),
        (((None, "foo"), 0), "/foo/0"),
        ((None, ""), "/"),
        ((None, "a/b"), "/a~1b"),
        ((None, "m~n"), "/m~0n"),
        ((None, "~1"), "/~01"),
        ((None, "c%d"), "/c%d"),
    ],
)
def test_a_way_is_written_as_a_pointer(way: Way, pointer: str) -> None:
    assert pointer_of(way) == pointer


def test_steps_to_a_document_are_left_out() -> None:
    assert pointer_of((((None, 17), "sku"), "price"), skip=1) == "/sku/price"
