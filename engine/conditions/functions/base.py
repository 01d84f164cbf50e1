"""What a function of the formula language is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...model.facts import FactType
    from ...model.values import Known


@dataclass(frozen=True, slots=True)
class Function:
    """A function of exact values.

    `exact` gives None where the result is undefined (a division by zero). `type_of` gives the type
    of the result, or None where the arguments' types do not fit. `directions` says, argument by
    argument, whether the result rises (`+`) or falls (`-`) with it, which is what lets a bounded
    argument give a bounded result; a function that is neither leaves it empty and a bounded
    argument makes its result unknown. `maximum` None takes any number of arguments.
    """

    name: str
    minimum: int
    maximum: int | None
    type_of: Callable[[tuple[FactType, ...]], FactType | None]
    exact: Callable[..., Known | None]
    directions: str = ""
    summary: str = ""

    def direction(self, index: int) -> str:
        """Return `+`, `-`, or an empty text for argument `index`; the last one repeats."""
        if not self.directions:
            return ""
        return self.directions[min(index, len(self.directions) - 1)]
