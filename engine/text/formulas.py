"""What a spreadsheet takes for a formula, and what keeps it from doing so."""

#: Blanks and quotes before one of the signs a formula begins with, the full-width forms included;
#: other blanks are escapes by then. Python and DuckDB read it alike.
FORMULA = (
    "^[\\x20'\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}]*"
    "[=+\\-@|%\\x{ff1d}\\x{ff0b}\\x{ff0d}\\x{ff20}]"
)
#: Makes text of what would be a formula.
GUARD = "'"
#: Longer cells than this break a spreadsheet.
LONGEST_CELL = 32_000
