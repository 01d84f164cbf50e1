"""Write all findings into a file by COPY: no Python touches a row, and no row is held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlglot import exp

from ...backends.duckdb.terms import case
from ...model.finding_columns import COLUMNS, Kind
from ...store.relations import FactStore
from ...store.sql import alias, call, cast, column, number, select_from, sql_of, text
from ...text.formulas import FORMULA, GUARD, LONGEST_CELL
from .texts import escaped, joined

#: These are words of ours, whatever a file says.
_OURS = frozenset({"severity", "kind", "outcome", "fingerprint"})
#: Without the mark, Excel takes UTF-8 for the code page of the machine.
_MARK = "\ufeff"


def copy_rows(store: FactStore, query: exp.Select, format_: str, path: str) -> None:
    """Write the rows of a query with the columns of findings into a file, as Parquet, CSV, …."""
    import duckdb

    cell, options = _FORMATS[format_]
    columns = [alias(cell(name, kind), name) for name, kind in COLUMNS.items()]
    if format_ == "csv":
        columns[0] = alias(columns[0].this, _MARK + columns[0].alias)
    copied = exp.Copy(
        this=select_from(query, "rows", *columns).subquery(copy=False),
        kind=False,
        files=[text(path)],
        params=[
            exp.CopyParameter(this=exp.Var(this=name), expression=value)
            # The file is a draft already, and DuckDB's own would be left behind by an interrupt.
            for name, value in {**options, "USE_TMP_FILE": exp.false()}.items()
        ],
    )
    try:
        store.connection.execute(sql_of(copied))
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise OSError(str(error).strip().splitlines()[0]) from error
    except RuntimeError as error:
        # What DuckDB makes of Ctrl-C.
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


def _for_parquet(name: str, kind: Kind) -> exp.Expr:
    if kind != "text" or name in _OURS:
        return column(name)
    # It has no place in Parquet's UTF-8 that every reader accepts.
    return call("replace", column(name), call("chr", number(0)), text("\\x00"))


def _for_csv(name: str, kind: Kind) -> exp.Expr:
    if kind == "number":
        return _short(column(name))
    if kind != "text" or name in _OURS:
        return column(name)
    shown = escaped(call("left", column(name), number(LONGEST_CELL)))
    formula = call("regexp_matches", shown, text(FORMULA))
    return case([(formula, joined([text(GUARD), shown]))], shown)


def _for_json(name: str, kind: Kind) -> exp.Expr:
    return cast(_short(column(name)), "JSON") if kind == "number" else column(name)


def _short(number_: exp.Expr) -> exp.Expr:
    """Write a number without idle zeros."""
    written = cast(number_, "VARCHAR")
    return call("rtrim", call("rtrim", written, text("0")), text("."))


_Cell = Callable[[str, Kind], exp.Expr]

_FORMATS: Mapping[str, tuple[_Cell, Mapping[str, exp.Expr]]] = MappingProxyType(
    {
        "parquet": (
            _for_parquet,
            {"FORMAT": exp.Var(this="PARQUET"), "COMPRESSION": exp.Var(this="ZSTD")},
        ),
        "csv": (_for_csv, {"FORMAT": exp.Var(this="CSV"), "HEADER": exp.true()}),
        "ndjson": (_for_json, {"FORMAT": exp.Var(this="JSON")}),
    }
)

#: The formats that hold all findings as rows.
TABLE_FORMATS = tuple(_FORMATS)
