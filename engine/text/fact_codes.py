"""Codes of the F family: problems in the files that hold facts."""

from .code import Code

FACT_CODES: tuple[Code, ...] = (
    Code(
        "SKU-F001",
        "kind of file not known",
        "Facts are read from CSV, TSV, JSON, JSON lines, YAML and Parquet files. The kind is told\n"
        "by the file's ending, or by its first bytes where the ending says nothing.",
        "无法识别文件类型",
        "可以读取 CSV、TSV、JSON、YAML、Parquet 等文件，类型由扩展名判断，\n"
        "扩展名看不出来时看文件开头的内容。请把表格另存为 CSV，并使用正确的扩展名。",
    ),
    Code(
        "SKU-F002",
        "file is a workbook or an archive",
        "The file's first bytes are those of an Excel workbook, a zip or gzip archive, or a\n"
        "database. Save the sheet as CSV in UTF-8, or unpack the archive.",
        "文件是工作簿或压缩包",
        "文件开头的内容表明它是 Excel 工作簿、压缩包或数据库，与它的名称不符。\n"
        "请把工作表另存为 UTF-8 编码的 CSV，或先解压缩。",
    ),
    Code(
        "SKU-F003",
        "no records",
        "The file has a heading or an empty list, but no record follows. A report that was cut\n"
        "short looks like this, so it is worth a warning.",
        "没有记录",
        "文件只有表头或空列表，后面没有任何记录。中途截断的导出文件就是这个样子，\n"
        "请核对是否需要重新导出。",
    ),
    Code(
        "SKU-F004",
        "line is too long",
        "A line of a table is a record, and no real record is that long. The file is damaged, or\n"
        "it is no table at all.",
        "一行太长",
        "表格的一行是一条记录，真实的记录不会这么长。文件可能已损坏，或者根本不是表格；\n"
        "请重新导出。",
    ),
    Code(
        "SKU-F005",
        "row has another number of fields than the heading",
        "Every row must have as many fields as the heading, or values would slide into columns\n"
        "where they do not belong. Often a text with a delimiter in it lacks its quotes.",
        "这一行的单元格数与表头不一致",
        "每一行的单元格数必须与表头相同，否则数值会错位到别的列。\n"
        "常见原因是内容里有分隔符却没有加引号，请改好这一行，或重新导出。",
    ),
    Code(
        "SKU-F006",
        "quotes do not pair up",
        "A field that starts with a quote must end with one, and a quote inside it is written\n"
        "twice. Otherwise the rest of the file would be read as one field.",
        "引号不成对",
        "以引号开头的单元格必须以引号结尾，内容里的引号要写两次，\n"
        "否则文件余下的部分都会被当成一个单元格。请补上或删去引号。",
    ),
    Code(
        "SKU-F007",
        "too many columns",
        "The heading has more columns than any table of facts needs. Most likely the first line\n"
        "is no heading.",
        "列太多",
        "表头的列数超出了任何正常表格的需要，很可能第一行并不是表头。请删去表头上方的内容，\n"
        "或重新导出。",
    ),
    Code(
        "SKU-F008",
        "Parquet file cannot be read",
        "The file has the ending of a Parquet file, but its contents are damaged or encrypted,\n"
        "or are something else.",
        "Parquet 文件无法读取",
        "文件的扩展名是 Parquet，但内容已损坏、已加密，或是别的东西。请重新导出，或另存为 CSV。",
    ),
    Code(
        "SKU-F010",
        "cannot tell what the records are",
        "Each table holds one kind of record. The kind is told by the option `--facts`, by the\n"
        "file's name (`sku.csv`), or by a heading that is the key of one kind.",
        "无法判断表格里是什么记录",
        "一张表只放一种记录，例如商品或店铺。\n"
        "种类由选项 `--facts`、文件名（如 `sku.csv`）或编号列的列名判断；请改文件名，\n"
        "或用 `--facts` 说明。",
    ),
    Code(
        "SKU-F011",
        "no column holds the key",
        "Records are told apart by their key, such as `sku_id`. Without it neither a finding nor\n"
        "another file could refer to a record.",
        "缺少编号列",
        "记录靠编号区分，例如 `sku_id`。没有编号，结果就说不清是哪条记录，其他文件也对应不上；\n"
        "请加上编号列，或把列名改成能识别的名称。",
    ),
    Code(
        "SKU-F012",
        "two columns for one fact",
        "Two headings mean the same fact, and nothing says which column counts. Name one of them\n"
        "exactly as the fact is named, or delete the other.",
        "两列表示同一项信息",
        "有两个列名表示同一项信息，无从判断以哪一列为准。\n"
        "请把其中一列的列名改成该项信息的准确名称，或删去另一列。",
    ),
    Code(
        "SKU-F013",
        "heading is close to a known one",
        "The heading is no name of a fact, but nearly so. The column is not read. If it was meant\n"
        "to be, correct its heading; otherwise nothing needs to be done.",
        "列名与已知名称很接近",
        "这个列名与某个已知名称只差一点，但并不相同，因此这一列没有读取。如果就是它，\n"
        "请改正列名；如果不是，可以不理会。",
    ),
    Code(
        "SKU-F014",
        "unknown fact",
        "No fact has this name, so the value is not read.",
        "未知的信息名称",
        "没有叫这个名称的信息，因此它的值没有读取。请按提示改正名称，或删去它。",
    ),
    Code(
        "SKU-F015",
        "unknown kind of record",
        "A document lists its records by kind: `store`, `sku` and so on. There is no kind of this\n"
        "name in the dictionary of facts.",
        "未知的记录种类",
        "文件按种类列出记录，例如 `store`（店铺）、`sku`（商品）。没有叫这个名称的种类，\n"
        "请按提示改正。",
    ),
    Code(
        "SKU-F016",
        "fact of another kind of record",
        "The fact exists, but it belongs to a kind of record that has nothing to do with the one\n"
        "it was found in. Its values are not read.",
        "这项信息属于另一种记录",
        "这项信息确实存在，但它属于另一种记录，与这里的记录无关，因此没有读取。\n"
        "请把它移到所属记录的表格里。",
    ),
    Code(
        "SKU-F017",
        "value of another shape",
        "The fact needs a single value, a list or a table, and the file has another of these.\n"
        "The value is not read, so the fact counts as missing.",
        "值的形式不对",
        "这项信息应是单个值、列表或表格，文件里却是另一种形式。这个值没有读取，\n"
        "该项信息按缺少处理；请改成要求的形式。",
    ),
    Code(
        "SKU-F018",
        "record is not a mapping",
        "A record is written as names of facts with their values.",
        "记录的写法不对",
        "一条记录要写成信息名称和对应的值，一项一项列出。请改写这条记录。",
    ),
    Code(
        "SKU-F019",
        "table cannot be read",
        "The database refused the file, and no single row is to blame. The message says why.",
        "表格无法读取",
        "数据库无法读取这个文件，问题也不在某一行。原因见原文；通常重新导出即可。",
    ),
    Code(
        "SKU-F020",
        "cell cannot be read as its type",
        "The cell holds something else than its fact does: a word where a number belongs, a\n"
        "comma where a decimal point is meant. The fact counts as missing for this record.",
        "单元格的内容与类型不符",
        "单元格里的内容不是这一列应有的类型，例如该填数字却是文字，该用小数点却用了逗号。\n"
        "这条记录的该项信息按缺少处理，请改正单元格。",
    ),
    Code(
        "SKU-F021",
        "two values for one fact",
        "One record is stated twice, in one file or in two, and the values differ. Which one\n"
        "holds cannot be told, so the fact counts as missing until one of them goes.",
        "同一项信息有两个值",
        "同一条记录在一个或两个文件里出现两次，值却不一样。无从判断以哪个为准，\n"
        "该项信息按缺少处理，直到您删去其中一个。",
    ),
    Code(
        "SKU-F022",
        "record without an id",
        "Without an id a record cannot be joined to other files. It is judged all the same.",
        "记录没有编号",
        "没有编号的记录照样判断，但无法与其他文件对应。请补上编号。",
    ),
    Code(
        "SKU-F023",
        "percent column looks like fractions",
        "A percent fact holds 95 for 95%. All values of this column lie between 0 and 1, so they\n"
        "may be fractions. Whether 0.5 means 0.5% or 50% cannot be told, so they count as\n"
        "missing. A percent sign in the cells settles it.",
        "百分比列看起来是小数",
        "百分比应填 95 表示 95%，而这一列的值都在 0 到 1 之间，可能是小数。\n"
        "0.5 是 0.5% 还是 50% 无从判断，因此按缺少处理；在单元格里写上百分号就清楚了。",
    ),
    Code(
        "SKU-F024",
        "records cannot be linked",
        "There are several records of one kind, and the others do not say to which they belong.",
        "记录无法对应",
        "有一种记录不止一条，而其他记录没有说明属于哪一条。请加一列，写明所属的编号，\n"
        "例如店铺编号。",
    ),
    Code(
        "SKU-F025",
        "record linked to several others",
        "Rows of one record name different stores, or other records it belongs to. Which one it\n"
        "is cannot be told, so the record sees none of them.",
        "一条记录对应了多条上级记录",
        "同一条记录的各行写了不同的店铺或其他上级记录。无从判断属于哪一个，\n"
        "因此一个也没有对应上；请改成一致。",
    ),
    Code(
        "SKU-F026",
        "numbers of a binary float are rounded",
        "A program that computes with binary fractions writes 5.69 as 5.6899999999999995. Numbers\n"
        "of so many digits are rounded to 12 decimal places. One that was meant to be right at a\n"
        "limit may end up on either side of it, so check what was judged there.",
        "数字有二进制小数的误差",
        "用二进制小数计算的程序会把 5.69 写成 5.6899999999999995。\n"
        "这么多位的数字四舍五入到 12 位小数。原本正好等于限值的数字，可能因此落在限值的任何一边，\n"
        "请核对限值附近的判断。",
    ),
    Code(
        "SKU-F060",
        "rows of an unknown record",
        "A file of rows, such as a price history, names records that no other file has. Its rows\n"
        "are counted and left out.",
        "明细行的记录不存在",
        "价格历史之类的明细文件提到了其他文件里没有的记录。这些行只计数，不使用；请核对编号，\n"
        "或补上这些记录。",
    ),
    Code(
        "SKU-F061",
        "row of no record",
        "A row in a file of rows has no key, so it is not known whose it is.",
        "明细行没有编号",
        "明细文件里有一行没有编号，不知道属于哪条记录。请补上编号。",
    ),
    Code(
        "SKU-F062",
        "row lacks a cell",
        "A row lacks a day or an amount. Whether it counts, or for how much, cannot be told; what\n"
        "depends on it stays open.",
        "明细行缺少内容",
        "有一行缺少日期或数量、金额，无从判断是否计入、计多少，与之有关的判断暂时没有结果。\n"
        "请补上缺少的内容。",
    ),
    Code(
        "SKU-F063",
        "amount below zero",
        "No price is below zero. The amount counts as missing.",
        "金额小于零",
        "价格不会小于零，因此这个金额按缺少处理。请核对并改正。",
    ),
    Code(
        "SKU-F064",
        "row of the future",
        "A row is dated later than the moment the check is for. It belongs to no window that ends\n"
        "before that moment.",
        "日期晚于检查基准日",
        "这一行的日期晚于检查所针对的时刻，不属于此前的任何时段，因此不计入。请核对日期，\n"
        "或用 `--as-of` 指定检查基准日。",
    ),
    Code(
        "SKU-F065",
        "amounts in another currency",
        "A heading such as `Price (EUR)`, a row of a history or an earlier copy names another\n"
        "currency than the record itself. Amounts of two currencies are never compared as if\n"
        "they were one, so these count as missing.",
        "金额的币种不同",
        "列名（如 `Price (EUR)`）、历史中的一行或历史版本用了与记录本身不同的币种。\n"
        "不同币种的金额不能直接比较，因此按缺少处理；请换算成同一币种，或分开检查。",
    ),
    Code(
        "SKU-F066",
        "history of a shallow clone",
        "The repository was cloned without its whole history, so earlier states of the file are\n"
        "not there.",
        "版本历史不完整",
        "版本库复制到本机时没有带上全部历史，因此文件的早期版本不在其中。请取回完整历史后再检查。",
    ),
    Code(
        "SKU-F067",
        "commits out of order",
        "A commit is dated before the one it follows. The history may have been rewritten, or a\n"
        "clock was wrong; the dates are taken as they are.",
        "版本的日期次序不对",
        "有一个版本的日期早于它的上一个版本。可能是历史被改写过，或当时的时钟不准；\n"
        "日期仍按原样采用。",
    ),
    Code(
        "SKU-F068",
        "no history to be had",
        "The committed states of a file were asked for and cannot be read. The message says why.",
        "没有可用的历史",
        "您要求使用文件在版本库里的历史，但读不出来。原因见原文。",
    ),
    Code(
        "SKU-F069",
        "earlier copy cannot be read",
        "A snapshot or a committed state of the catalogue is not a table this version can read.\n"
        "It leaves a gap in the history.",
        "历史版本无法读取",
        "有一份快照或版本库里的早期商品表，当前版本读不出来，历史因此缺了一段。\n"
        "请重新导出那一份，或把它去掉。",
    ),
)
