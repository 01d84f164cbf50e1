"""Names a value in a document by the way to it, as RFC 6901 writes it: `/sku/0/price`."""

from __future__ import annotations

from typing import TypeAlias

#: The way to a value: the way to what it stands in, and its key or number there; None at the root.
Way: TypeAlias = "tuple[Way, str | int] | None"


def pointer_of(way: Way, skip: int = 0) -> str:
    """Write a way as a JSON pointer, without the first `skip` of its steps."""
    steps: list[str] = []
    while way is not None:
        way, step = way
        steps.append(str(step).replace("~", "~0").replace("/", "~1"))
    steps.reverse()
    return "".join(f"/{step}" for step in steps[skip:])
