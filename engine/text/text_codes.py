"""Codes of the Y family: problems in the text of a file, before its meaning is looked at."""

from .code import Code

TEXT_CODES: tuple[Code, ...] = (
    Code(
        "SKU-Y001",
        "file not found",
        "There is no file at this path. Paths are relative to the folder the command runs in.",
        "找不到文件",
        "这个路径上没有文件。路径从运行命令的文件夹算起，请核对文件夹和文件名。",
    ),
    Code(
        "SKU-Y002",
        "path is a folder",
        "A file was expected here, but the path leads to a folder, or to one in which there is\n"
        "nothing to read. Name a file inside it.",
        "路径是文件夹",
        "这里需要一个文件，路径却指向文件夹，或是没有可读内容的文件夹。请写明里面的文件。",
    ),
    Code(
        "SKU-Y003",
        "file cannot be read",
        "The file is there, but the operating system does not let it be read: most often because\n"
        "of its permissions, or because another program has locked it.",
        "文件打不开",
        "文件在，但系统不允许读取，多半是没有权限，或文件正被其他程序占用。请关闭占用它的程序，\n"
        "或检查权限。",
    ),
    Code(
        "SKU-Y004",
        "file is too large",
        "Files that are read as a whole have a size limit, so that a wrong path or a hostile file\n"
        "cannot use up all memory. Split the file, or keep large tables as CSV or Parquet, which\n"
        "are read row by row.",
        "文件太大",
        "需要整个读入的文件有大小限制，以免写错的路径或恶意文件占满内存。请拆分文件，\n"
        "或把大表格存为 CSV 或 Parquet，它们是逐行读取的。",
    ),
    Code(
        "SKU-Y005",
        "file is not UTF-8",
        "Rule files must be UTF-8. Files of facts may have other encodings where it can be told\n"
        "which: a byte order mark, or letters that make sense in one of them only. Otherwise say\n"
        "it with `--encoding`, or save the file again as UTF-8.",
        "文件不是 UTF-8 编码",
        "规则文件必须是 UTF-8。数据文件能判断出编码时也可以用其他编码，\n"
        "判断不出时请用 `--encoding` 指定，或另存为 UTF-8。",
    ),
    Code(
        "SKU-Y006",
        "file holds NUL bytes",
        "A text file has no NUL bytes. The file is binary (a workbook, an archive, a database) or\n"
        "UTF-16 text. Export it as text in UTF-8.",
        "文件含有空字节",
        "文本文件里不会有空字节。这可能是工作簿、压缩包、数据库，或 UTF-16 文本；\n"
        "请导出为 UTF-8 文本。",
    ),
    Code(
        "SKU-Y007",
        "file is empty",
        "The file holds nothing, or only blank lines and comments.",
        "文件是空的",
        "文件里什么都没有，或只有空行和注释。请核对文件是否选对、是否导出完整。",
    ),
    Code(
        "SKU-Y008",
        "character not allowed",
        "Control characters, unpaired surrogates and the Unicode line separators (U+0085, U+2028,\n"
        "U+2029) cannot be seen in an editor, and some of them would start a new line for one\n"
        "program but not for another. Delete the character, or write it as an escape in double\n"
        'quotes, for instance "\\u2028".',
        "有不允许的字符",
        "控制字符、不成对的代理字符和特殊换行符在编辑器里看不见，\n"
        "有的还会让不同的程序分出不同的行。请删去它，或在双引号里写成转义形式，\n"
        '例如 `"\\u2028"`。',
    ),
    Code(
        "SKU-Y010",
        "text is not well formed",
        "The file breaks the grammar of YAML or JSON, so it cannot be read any further. Fix this\n"
        "place first: later problems in the same file show up only afterwards.",
        "格式有误",
        "文件不符合 YAML 或 JSON 的格式，后面的内容无法继续读取。请先改正这里，\n"
        "同一文件里其他的问题改好后才会显示。",
    ),
    Code(
        "SKU-Y011",
        "key written twice",
        "The same key stands twice in one mapping. Most programs keep the last one in silence, so\n"
        "that the first one looks as if it counted. Remove or rename one of them.",
        "同一个键写了两次",
        "同一个键在一处写了两次。多数程序会悄悄采用后一个，让前一个看起来有效；\n"
        "请删去一个或改名。",
    ),
    Code(
        "SKU-Y012",
        "anchor or alias",
        "YAML anchors (`&name`) and aliases (`*name`) are not read: a few of them can grow into\n"
        "gigabytes, and a reader of the file has to jump about to see what a value is. Write the\n"
        "value out. Text that starts with `&` or `*` needs quotes.",
        "用了锚点或别名",
        "不读取 YAML 的锚点（`&name`）和别名（`*name`）：几个就能膨胀出巨量内容，\n"
        "读的人也要来回找值。请把值直接写出来；以 `&` 或 `*` 开头的文字要加引号。",
    ),
    Code(
        "SKU-Y013",
        "YAML tag",
        "YAML tags (`!name`, `!!type`) are not read: they can ask a program to build arbitrary\n"
        "objects. Text that starts with `!` needs quotes.",
        "用了 YAML 标签",
        "不读取 YAML 的标签（`!name`、`!!type`），因为它能让程序生成任意对象。请去掉标签；\n"
        "以 `!` 开头的文字要加引号。",
    ),
    Code(
        "SKU-Y014",
        "merge key",
        "The YAML merge key `<<` is not read: it hides which value counts. Write the keys out.",
        "用了合并键",
        "不读取 YAML 的合并键 `<<`，因为它让人看不出哪个值有效。请把各个键直接写出来。",
    ),
    Code(
        "SKU-Y015",
        "nested too deeply",
        "Collections may stand inside each other only to a limited depth, far more than any real\n"
        "file needs, so that a hostile file cannot overflow the stack.",
        "嵌套太深",
        "一层套一层的深度有限制，远超实际需要，以免恶意文件使程序崩溃。请减少嵌套。",
    ),
    Code(
        "SKU-Y016",
        "key is not text",
        "A key must be a single piece of text. Lists, mappings and nothing at all cannot be keys.\n"
        "A number may be written as a key; it is taken as text.",
        "键不是文字",
        "键必须是单个文字，不能是列表、映射或空值。数字可以作键，按文字处理。",
    ),
    Code(
        "SKU-Y017",
        "several documents in one file",
        "A `---` line after the first document starts another one. Which of them counts would be\n"
        "a guess, so keep one document per file.",
        "一个文件里有多个文档",
        "第一个文档之后的 `---` 行会开始另一个文档，无从判断以哪个为准。\n请一个文件只放一个文档。",
    ),
    Code(
        "SKU-Y018",
        "number out of range",
        "The number has more than 100 digits or an exponent beyond 300. If it is an identifier\n"
        "rather than an amount, put it in quotes.",
        "数字超出范围",
        "数字超过 100 位，或指数超过 300。如果它是编号而不是数量，请加上引号。",
    ),
    Code(
        "SKU-Y019",
        "not a JSON number",
        "NaN and Infinity are not JSON, although some programs write them. Use null for a value\n"
        "that is not known.",
        "不是 JSON 允许的数字",
        "`NaN` 和 `Infinity` 不属于 JSON，虽然有的程序会写出来。不知道的值请写 `null`。",
    ),
)
