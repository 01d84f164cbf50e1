"""Work out only once what depends on parts of a plan alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

#: About as many as the largest rule book has conditions; beyond it everything is forgotten, so that
#: a process that loads many books does not keep them all.
_MOST = 2_000


def once(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Remember a function's results by the identity of its arguments.

    Comparing or hashing a condition walks all of it, a thousand times over for a thousand
    findings. For arguments that never change, and results that nobody changes.
    """
    # The arguments are kept as well, so that no other object can come to have their identity.
    kept: dict[tuple[int, ...], tuple[object, _Result]] = {}

    @wraps(function)
    def remembered(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        key = tuple(map(id, arguments))
        found = None if named else kept.get(key)
        if found is None:
            if len(kept) >= _MOST:
                kept.clear()
            found = (arguments, function(*arguments, **named))
            if not named:
                kept[key] = found
        return found[1]

    return remembered
