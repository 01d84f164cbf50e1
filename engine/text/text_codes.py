"""Codes of the Y family: problems in the text of a file, before its meaning is looked at."""

from .code import Code

TEXT_CODES: tuple[Code, ...] = (
    Code(
        "SKU-Y001",
        "file not found",
        "There is no file at this path. Paths are relative to the folder the command runs in.",
    ),
    Code(
        "SKU-Y002",
        "path is a folder",
        "A file was expected here, but the path leads to a folder, or to one in which there is\n"
        "nothing to read. Name a file inside it.",
    ),
    Code(
        "SKU-Y003",
        "file cannot be read",
        "The file is there, but the operating system does not let it be read: most often because\n"
        "of its permissions, or because another program has locked it.",
    ),
    Code(
        "SKU-Y004",
        "file is too large",
        "Files that are read as a whole have a size limit, so that a wrong path or a hostile file\n"
        "cannot use up all memory. Split the file, or keep large tables as CSV or Parquet, which\n"
        "are read row by row.",
    ),
    Code(
        "SKU-Y005",
        "file is not UTF-8",
        "Rule files must be UTF-8. Files of facts may have other encodings where it can be told\n"
        "which: a byte order mark, or letters that make sense in one of them only. Otherwise say\n"
        "it with `--encoding`, or save the file again as UTF-8.",
    ),
    Code(
        "SKU-Y006",
        "file holds NUL bytes",
        "A text file has no NUL bytes. The file is binary (a workbook, an archive, a database) or\n"
        "UTF-16 text. Export it as text in UTF-8.",
    ),
    Code(
        "SKU-Y007",
        "file is empty",
        "The file holds nothing, or only blank lines and comments.",
    ),
    Code(
        "SKU-Y008",
        "character not allowed",
        "Control characters, unpaired surrogates and the Unicode line separators (U+0085, U+2028,\n"
        "U+2029) cannot be seen in an editor, and some of them would start a new line for one\n"
        "program but not for another. Delete the character, or write it as an escape in double\n"
        'quotes, for instance "\\u2028".',
    ),
    Code(
        "SKU-Y010",
        "text is not well formed",
        "The file breaks the grammar of YAML or JSON, so it cannot be read any further. Fix this\n"
        "place first: later problems in the same file show up only afterwards.",
    ),
    Code(
        "SKU-Y011",
        "key written twice",
        "The same key stands twice in one mapping. Most programs keep the last one in silence, so\n"
        "that the first one looks as if it counted. Remove or rename one of them.",
    ),
    Code(
        "SKU-Y012",
        "anchor or alias",
        "YAML anchors (`&name`) and aliases (`*name`) are not read: a few of them can grow into\n"
        "gigabytes, and a reader of the file has to jump about to see what a value is. Write the\n"
        "value out. Text that starts with `&` or `*` needs quotes.",
    ),
    Code(
        "SKU-Y013",
        "YAML tag",
        "YAML tags (`!name`, `!!type`) are not read: they can ask a program to build arbitrary\n"
        "objects. Text that starts with `!` needs quotes.",
    ),
    Code(
        "SKU-Y014",
        "merge key",
        "The YAML merge key `<<` is not read: it hides which value counts. Write the keys out.",
    ),
    Code(
        "SKU-Y015",
        "nested too deeply",
        "Collections may stand inside each other only to a limited depth, far more than any real\n"
        "file needs, so that a hostile file cannot overflow the stack.",
    ),
    Code(
        "SKU-Y016",
        "key is not text",
        "A key must be a single piece of text. Lists, mappings and nothing at all cannot be keys.\n"
        "A number may be written as a key; it is taken as text.",
    ),
    Code(
        "SKU-Y017",
        "several documents in one file",
        "A `---` line after the first document starts another one. Which of them counts would be\n"
        "a guess, so keep one document per file.",
    ),
    Code(
        "SKU-Y018",
        "number out of range",
        "The number has more than 100 digits or an exponent beyond 300. If it is an identifier\n"
        "rather than an amount, put it in quotes.",
    ),
    Code(
        "SKU-Y019",
        "not a JSON number",
        "NaN and Infinity are not JSON, although some programs write them. Use null for a value\n"
        "that is not known.",
    ),
)
