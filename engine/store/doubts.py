"""Says why a cell with a number in it is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model.facts import NUMBERS, Fact, FactType
from ..model.values import PLACES
from .number_parts import CURRENCIES

_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_LONG = re.compile(rf"[+-]?[0-9]*\.[0-9]{{{PLACES + 1},}}")
_DECIMAL = re.compile(r"([+-]?[0-9.,]*)[.,]([0-9]+)")
_OUTSIDE = re.compile(r"^[^0-9+\-.,]+|[^0-9.,]+$")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a cell is not read: the code, what is said of it, and what to do."""

    code: str
    wanted: str
    help: str


def doubt_about(cell: str, fact: Fact, *, mixed: bool = False) -> Doubt | None:
    """Return why a cell that holds a number was not taken for one; None where it holds none.

    `mixed` tells that the column has both decimal points and decimal commas.
    """
    if fact.type not in NUMBERS:
        return None
    bare = _OUTSIDE.sub("", cell.strip())
    if _AMBIGUOUS.fullmatch(bare):
        whole, mark, rest = re.split(r"([.,])", bare)
        return Doubt(
            "SKU-F032",
            f"may be {whole}{rest} or {whole}.{rest}",
            f"nothing in its column tells what `{mark}` is; write it as `{whole}{rest}`"
            f" or as `{whole}.{rest}0`",
        )
    if mixed and (found := _DECIMAL.fullmatch(bare)):
        whole, fraction = re.sub("[.,]", "", found[1]), found[2]
        return Doubt(
            "SKU-F032",
            "has another decimal sign than other cells of its column",
            f"write all of the column alike, such as `{whole or 0}.{fraction}`",
        )
    if _LONG.fullmatch(cell.strip()):
        places = f"has more than {PLACES} decimal places"
        return Doubt("SKU-F020", places, "write it with the places that are meant")
    if fact.type is not FactType.MONEY or not re.fullmatch(r"[0-9.,]+", bare):
        return None
    outside = cell.strip().replace(bare, " ").strip().upper()
    unit = fact.unit or "USD"
    if outside and CURRENCIES.get(outside) == "":
        return Doubt(
            "SKU-F033",
            "is in a currency its sign does not tell",
            f"write the code, such as `{bare} CNY`, or add a column `currency`",
        )
    if outside and not re.fullmatch("[A-Z]{3}", CURRENCIES.get(outside) or outside):
        return None
    if not outside and "," in bare:
        return None
    other = "is in another currency than the rest of its row"
    none = "lacks the currency or the decimal sign that others of its column have"
    return Doubt(
        "SKU-F033",
        other if outside else none,
        f"write the code behind each amount, such as `{bare} {unit}`",
    )
