"""Codes of the F family: problems in the files that hold facts."""

from .code import Code

FACT_CODES: tuple[Code, ...] = (
    Code(
        "SKU-F001",
        "kind of file not known",
        "Facts are read from CSV, TSV, JSON, JSON lines, YAML and Parquet files. The kind is told\n"
        "by the file's ending, or by its first bytes where the ending says nothing.",
    ),
    Code(
        "SKU-F002",
        "file is a workbook or an archive",
        "The file's first bytes are those of an Excel workbook, a zip or gzip archive, or a\n"
        "database. Save the sheet as CSV in UTF-8, or unpack the archive.",
    ),
    Code(
        "SKU-F003",
        "no records",
        "The file has a heading or an empty list, but no record follows. A report that was cut\n"
        "short looks like this, so it is worth a warning.",
    ),
    Code(
        "SKU-F004",
        "line is too long",
        "A line of a table is a record, and no real record is that long. The file is damaged, or\n"
        "it is no table at all.",
    ),
    Code(
        "SKU-F005",
        "row has another number of fields than the heading",
        "Every row must have as many fields as the heading, or values would slide into columns\n"
        "where they do not belong. Often a text with a delimiter in it lacks its quotes.",
    ),
    Code(
        "SKU-F006",
        "quotes do not pair up",
        "A field that starts with a quote must end with one, and a quote inside it is written\n"
        "twice. Otherwise the rest of the file would be read as one field.",
    ),
    Code(
        "SKU-F007",
        "too many columns",
        "The heading has more columns than any table of facts needs. Most likely the first line\n"
        "is no heading.",
    ),
    Code(
        "SKU-F008",
        "Parquet file cannot be read",
        "The file has the ending of a Parquet file, but its contents are damaged or encrypted,\n"
        "or are something else.",
    ),
    Code(
        "SKU-F010",
        "cannot tell what the records are",
        "Each table holds one kind of record. The kind is told by the option `--facts`, by the\n"
        "file's name (`sku.csv`), or by a heading that is the key of one kind.",
    ),
    Code(
        "SKU-F011",
        "no column holds the key",
        "Records are told apart by their key, such as `sku_id`. Without it neither a finding nor\n"
        "another file could refer to a record.",
    ),
    Code(
        "SKU-F012",
        "two columns for one fact",
        "Two headings mean the same fact, and nothing says which column counts. Name one of them\n"
        "exactly as the fact is named, or delete the other.",
    ),
    Code(
        "SKU-F013",
        "heading is close to a known one",
        "The heading is no name of a fact, but nearly so. The column is not read. If it was meant\n"
        "to be, correct its heading; otherwise nothing needs to be done.",
    ),
    Code(
        "SKU-F014",
        "unknown fact",
        "No fact has this name, so the value is not read.",
    ),
    Code(
        "SKU-F015",
        "unknown kind of record",
        "A document lists its records by kind: `store`, `sku` and so on. There is no kind of this\n"
        "name in the dictionary of facts.",
    ),
    Code(
        "SKU-F016",
        "fact of another kind of record",
        "The fact exists, but it belongs to a kind of record that has nothing to do with the one\n"
        "it was found in. Its values are not read.",
    ),
    Code(
        "SKU-F017",
        "value of another shape",
        "The fact needs a single value, a list or a table, and the file has another of these.\n"
        "The value is not read, so the fact counts as missing.",
    ),
    Code(
        "SKU-F018",
        "record is not a mapping",
        "A record is written as names of facts with their values.",
    ),
    Code(
        "SKU-F019",
        "table cannot be read",
        "The database refused the file, and no single row is to blame. The message says why.",
    ),
    Code(
        "SKU-F020",
        "cell cannot be read as its type",
        "The cell holds something else than its fact does: a word where a number belongs, a\n"
        "comma where a decimal point is meant. The fact counts as missing for this record.",
    ),
    Code(
        "SKU-F021",
        "two values for one fact",
        "One record is stated twice, in one file or in two, and the values differ. Which one\n"
        "holds cannot be told, so the fact counts as missing until one of them goes.",
    ),
    Code(
        "SKU-F022",
        "record without an id",
        "Without an id a record cannot be joined to other files. It is judged all the same.",
    ),
    Code(
        "SKU-F023",
        "percent column looks like fractions",
        "A percent fact holds 95 for 95%. All values of this column lie between 0 and 1, so they\n"
        "may be fractions. Whether 0.5 means 0.5% or 50% cannot be told, so they count as\n"
        "missing. A percent sign in the cells settles it.",
    ),
    Code(
        "SKU-F024",
        "records cannot be linked",
        "There are several records of one kind, and the others do not say to which they belong.",
    ),
    Code(
        "SKU-F025",
        "record linked to several others",
        "Rows of one record name different stores, or other records it belongs to. Which one it\n"
        "is cannot be told, so the record sees none of them.",
    ),
    Code(
        "SKU-F026",
        "numbers of a binary float are rounded",
        "A program that computes with binary fractions writes 5.69 as 5.6899999999999995. Numbers\n"
        "of so many digits are rounded to 12 decimal places. One that was meant to be right at a\n"
        "limit may end up on either side of it, so check what was judged there.",
    ),
    Code(
        "SKU-F060",
        "rows of an unknown record",
        "A file of rows, such as a price history, names records that no other file has. Its rows\n"
        "are counted and left out.",
    ),
    Code(
        "SKU-F061",
        "row of no record",
        "A row in a file of rows has no key, so it is not known whose it is.",
    ),
    Code(
        "SKU-F062",
        "row lacks a cell",
        "A row lacks a day or an amount. Whether it counts, or for how much, cannot be told; what\n"
        "depends on it stays open.",
    ),
    Code(
        "SKU-F063",
        "amount below zero",
        "No price is below zero. The amount counts as missing.",
    ),
    Code(
        "SKU-F064",
        "row of the future",
        "A row is dated later than the moment the check is for. It belongs to no window that ends\n"
        "before that moment.",
    ),
    Code(
        "SKU-F065",
        "amounts in another currency",
        "A heading such as `Price (EUR)`, a row of a history or an earlier copy names another\n"
        "currency than the record itself. Amounts of two currencies are never compared as if\n"
        "they were one, so these count as missing.",
    ),
    Code(
        "SKU-F066",
        "history of a shallow clone",
        "The repository was cloned without its whole history, so earlier states of the file are\n"
        "not there.",
    ),
    Code(
        "SKU-F067",
        "commits out of order",
        "A commit is dated before the one it follows. The history may have been rewritten, or a\n"
        "clock was wrong; the dates are taken as they are.",
    ),
    Code(
        "SKU-F068",
        "no history to be had",
        "The committed states of a file were asked for and cannot be read. The message says why.",
    ),
    Code(
        "SKU-F069",
        "earlier copy cannot be read",
        "A snapshot or a committed state of the catalogue is not a table this version can read.\n"
        "It leaves a gap in the history.",
    ),
)
