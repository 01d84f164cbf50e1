"""Codes of the F family from 30 on: how files are opened, and what in them is in doubt."""

from .code import Code

INTAKE_CODES: tuple[Code, ...] = (
    Code(
        "SKU-F030",
        "encoding was told by the letters",
        "The file is not UTF-8 and does not say what it is. It was read in the encoding in which\n"
        "its letters and headings make sense. `--encoding` says it for certain.",
    ),
    Code(
        "SKU-F031",
        "letters were lost",
        "The text holds signs for letters that could not be written: `??`, a question mark\n"
        "inside a word, or U+FFFD. They were lost before the file was made. A rule on the text\n"
        "cannot be decided.",
    ),
    Code(
        "SKU-F032",
        "number may be read in two ways",
        "`1,234` is a thousand and more where commas group digits, and a little over one where\n"
        "they part decimals. All cells of the column are looked at; where none of them settles\n"
        "it, or some of them speak against it, the cell counts as missing.",
    ),
    Code(
        "SKU-F033",
        "currency is not clear",
        "An amount has a sign that several currencies share, another currency than its row, or\n"
        "none where others of its column have one. It counts as missing.",
    ),
    Code(
        "SKU-F034",
        "id may have lost digits",
        "Excel keeps fifteen digits of a number. A longer id that went through it as a number\n"
        "ends in zeros or is written as a power of ten, and no longer names the product.",
    ),
    Code(
        "SKU-F035",
        "id stands in a file more than once",
        "Several rows have the same id and agree, so they count as one record. Where they\n"
        "disagree, SKU-F021 says so. Pieces of one ASIN under several SKUs are not added up,\n"
        "since one stock may serve them all: they count as missing.",
    ),
    Code(
        "SKU-F036",
        "other number of rows than expected",
        "The file has far fewer or far more rows than `--expect-rows` says, or than the report it\n"
        "names. Marketplaces do hand out partial reports.",
    ),
    Code(
        "SKU-F037",
        "file is of another time",
        "The export says of which day it is, and the check is for a day much later, or an earlier\n"
        "one.",
    ),
    Code(
        "SKU-F038",
        "row is no record",
        "A row of totals, or a row that repeats the headings, stands among the records. It was\n"
        "left out.",
    ),
    Code(
        "SKU-F040",
        "address is not read",
        "Facts are read from files, standard input and the databases named in the manual. Nothing\n"
        "is fetched from the network.",
    ),
    Code(
        "SKU-F041",
        "link out of the folder",
        "A folder was named, and a file in it is a link to somewhere else. Such files are left\n"
        "out: a catalogue that somebody handed over must not read other files of this machine.",
    ),
    Code(
        "SKU-F042",
        "too many files",
        "A folder or a pattern stands for more files than a catalogue is ever split into.",
    ),
    Code(
        "SKU-F043",
        "archive in an archive",
        "Archives are unpacked once. What is packed twice is left out.",
    ),
    Code(
        "SKU-F044",
        "archive grows too much",
        "Tables shrink to a tenth or a twentieth when they are packed. An archive that grows more\n"
        "than a hundredfold was made to fill a disk.",
    ),
    Code(
        "SKU-F045",
        "archive cannot be unpacked",
        "The archive is damaged, cut short, empty or locked with a password.",
    ),
    Code(
        "SKU-F046",
        "workbook cannot be read",
        "The workbook is damaged, locked with a password, of a kind that is not read, or laid out\n"
        "so that opening it would fill the memory.",
    ),
    Code(
        "SKU-F048",
        "feed cannot be read",
        "The XML of a product feed is broken, or declares entities of its own, which can grow\n"
        "without end.",
    ),
    Code(
        "SKU-F049",
        "export without facts",
        "The file is an export we know, but nothing in it is a fact that a rule reads. It is\n"
        "left out.",
    ),
    Code(
        "SKU-F050",
        "database cannot be read",
        "The address is none, or holds more than where to go; the server refused; or the query\n"
        "does something else than read one table of records.",
    ),
    Code(
        "SKU-F051",
        "orders of several marketplaces in one file",
        "What was paid in one marketplace says nothing of the prices in another, and the file\n"
        "does not say which of them your catalogue is for. It is left out.",
    ),
    Code(
        "SKU-F052",
        "orders do not say which market they are of",
        "Your records differ by market, and the orders name none. A price of one market bounds\n"
        "nothing in another, so the file is left out.",
    ),
    Code(
        "SKU-F053",
        "other number of rows than last time",
        "The file has far fewer or far more rows than when it was checked before. Marketplaces do\n"
        "hand out partial reports. It is said on stderr alone, where a person looks on or with\n"
        "`--remember-rows`, so that reports stay the same everywhere.",
    ),
)
