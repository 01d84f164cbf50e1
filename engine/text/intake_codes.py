"""Codes of the F family from 30 on: how files are opened, and what in them is in doubt."""

from .code import Code

INTAKE_CODES: tuple[Code, ...] = (
    Code(
        "SKU-F030",
        "encoding was told by the letters",
        "The file is not UTF-8 and does not say what it is. It was read in the encoding in which\n"
        "its letters and headings make sense. `--encoding` says it for certain.",
        "编码是按文字推断的",
        "文件不是 UTF-8，也没有说明自己的编码，因此采用了能使文字和列名通顺的编码。\n"
        "如果文字有误，请用 `--encoding` 指定编码。",
    ),
    Code(
        "SKU-F031",
        "letters were lost",
        "The text holds signs for letters that could not be written: `??`, a question mark\n"
        "inside a word, or U+FFFD. They were lost before the file was made. A rule on the text\n"
        "cannot be decided.",
        "有文字丢失",
        "内容里有文字没能保存下来的痕迹，例如 `??`、夹在词中的问号或 替换符号（`U+FFFD`）。\n"
        "这些文字在导出之前就丢了，与之有关的规则无法判断；请从原系统重新导出为 UTF-8。",
    ),
    Code(
        "SKU-F032",
        "number may be read in two ways",
        "`1,234` is a thousand and more where commas group digits, and a little over one where\n"
        "they part decimals. All cells of the column are looked at; where none of them settles\n"
        "it, or some of them speak against it, the cell counts as missing.",
        "数字有两种读法",
        "`1,234` 在用逗号分组的写法里是一千多，在用逗号作小数点的写法里是一点多。\n"
        "整列都看过仍无法确定，或互相矛盾的，按缺少处理；请去掉分组用的逗号，小数用小数点。",
    ),
    Code(
        "SKU-F033",
        "currency is not clear",
        "An amount has a sign that several currencies share, another currency than its row, or\n"
        "none where others of its column have one. It counts as missing.",
        "币种不明确",
        "金额的货币符号有几种货币共用，或与所在行的币种不同，或同列其他金额有币种而它没有，\n"
        "因此按缺少处理。请写上币种代码，例如 `USD`。",
    ),
    Code(
        "SKU-F034",
        "id may have lost digits",
        "Excel keeps fifteen digits of a number. A longer id that went through it as a number\n"
        "ends in zeros or is written as a power of ten, and no longer names the product.",
        "编号可能丢了位数",
        "Excel 的数字只保留十五位。更长的编号当成数字存过之后，末尾会变成零，或变成科学计数法，\n"
        "不再对应原来的商品；请以文本格式重新导出。",
    ),
    Code(
        "SKU-F035",
        "id stands in a file more than once",
        "Several rows have the same id and agree, so they count as one record. Where they\n"
        "disagree, SKU-F021 says so. Pieces of one ASIN under several SKUs are not added up,\n"
        "since one stock may serve them all: they count as missing.",
        "同一编号出现多次",
        "有几行的编号相同，内容也一致，按一条记录处理；如果内容不一致，会另有 `SKU-F021` 说明。\n"
        "同一个 ASIN 分属几个 SKU 时，库存件数不相加，因为可能是同一批货，因此按缺少处理。",
    ),
    Code(
        "SKU-F036",
        "other number of rows than expected",
        "The file has far fewer or far more rows than `--expect-rows` says, or than the report it\n"
        "names. Marketplaces do hand out partial reports.",
        "行数与预期不符",
        "文件的行数比 `--expect-rows` 或它所指报告中的行数少很多或多很多。\n"
        "平台有时会给出不完整的导出文件，请核对后重新导出。",
    ),
    Code(
        "SKU-F037",
        "file is of another time",
        "The export says of which day it is, and the check is for a day much later, or an earlier\n"
        "one.",
        "文件的日期与检查不符",
        "导出文件写明的日期比检查基准日早很多，或比它还晚。请换用当时的导出文件，\n"
        "或用 `--as-of` 改基准日。",
    ),
    Code(
        "SKU-F038",
        "row is no record",
        "A row of totals, or a row that repeats the headings, stands among the records. It was\n"
        "left out.",
        "这一行不是记录",
        "记录中夹着合计行或重复的表头，已略过。通常不需要处理。",
    ),
    Code(
        "SKU-F040",
        "address is not read",
        "Facts are read from files, standard input and the databases named in the manual. Nothing\n"
        "is fetched from the network.",
        "不读取这个地址",
        "只读取文件、标准输入和说明书里列出的数据库，不会从网络下载任何内容。\n"
        "请先把文件下载到本机。",
    ),
    Code(
        "SKU-F041",
        "link out of the folder",
        "A folder was named, and a file in it is a link to somewhere else. Such files are left\n"
        "out: a catalogue that somebody handed over must not read other files of this machine.",
        "链接指向文件夹以外",
        "您指定的文件夹里有一个文件是指向别处的链接，已略过：\n"
        "别人交来的商品表不应读取本机的其他文件。确实需要的话，请把文件复制到文件夹里。",
    ),
    Code(
        "SKU-F042",
        "too many files",
        "A folder or a pattern stands for more files than a catalogue is ever split into.",
        "文件太多",
        "文件夹或通配符对应的文件多得不像一份商品表。请写得更具体一些。",
    ),
    Code(
        "SKU-F043",
        "archive in an archive",
        "Archives are unpacked once. What is packed twice is left out.",
        "压缩包里还有压缩包",
        "压缩包只解压一层，里面再压缩的内容已略过。请先自行解压。",
    ),
    Code(
        "SKU-F044",
        "archive grows too much",
        "Tables shrink to a tenth or a twentieth when they are packed. An archive that grows more\n"
        "than a hundredfold was made to fill a disk.",
        "压缩包膨胀得太大",
        "表格压缩后通常是原来的十分之一到二十分之一。\n"
        "解压后大了一百倍以上的压缩包是用来撑满磁盘的，因此没有读取。",
    ),
    Code(
        "SKU-F045",
        "archive cannot be unpacked",
        "The archive is damaged, cut short, empty or locked with a password.",
        "压缩包无法解压",
        "压缩包已损坏、不完整、是空的，或有密码。请重新压缩，或直接提供里面的文件。",
    ),
    Code(
        "SKU-F046",
        "workbook cannot be read",
        "The workbook is damaged, locked with a password, of a kind that is not read, or laid out\n"
        "so that opening it would fill the memory.",
        "工作簿无法读取",
        "工作簿已损坏、有密码、属于不支持的类型，或打开它会占满内存。\n"
        "请另存为新的 Excel 工作簿或 UTF-8 编码的 CSV。",
    ),
    Code(
        "SKU-F048",
        "feed cannot be read",
        "The XML of a product feed is broken, or declares entities of its own, which can grow\n"
        "without end.",
        "商品数据源无法读取",
        "商品数据源的 XML 有错误，或自行定义了可以无限膨胀的内容。请从原系统重新导出。",
    ),
    Code(
        "SKU-F049",
        "export without facts",
        "The file is an export we know, but nothing in it is a fact that a rule reads. It is\n"
        "left out.",
        "导出表里没有用得上的信息",
        "能识别这份导出表，但里面没有任何规则要用的信息，已略过。",
    ),
    Code(
        "SKU-F050",
        "database cannot be read",
        "The address is none, or holds more than where to go; the server refused; or the query\n"
        "does something else than read one table of records.",
        "数据库无法读取",
        "地址写错了或含有多余的内容，服务器拒绝了连接，或查询做的不只是读取一张表。\n"
        "请按原文改正地址或查询。",
    ),
    Code(
        "SKU-F051",
        "orders of several marketplaces in one file",
        "What was paid in one marketplace says nothing of the prices in another, and the file\n"
        "does not say which of them your catalogue is for. It is left out.",
        "一个文件里有多个站点的订单",
        "一个站点的成交价说明不了另一个站点的价格，而文件没有说明您的商品表属于哪个站点，\n"
        "因此略过了这个文件。请按站点分别导出。",
    ),
    Code(
        "SKU-F052",
        "orders do not say which market they are of",
        "Your records differ by market, and the orders name none. A price of one market bounds\n"
        "nothing in another, so the file is left out.",
        "订单没有说明属于哪个市场",
        "您的记录按市场区分，而订单没有写明市场。一个市场的价格不能用来判断另一个市场，\n"
        "因此略过了这个文件；请补上市场一列。",
    ),
    Code(
        "SKU-F053",
        "other number of rows than last time",
        "The file has far fewer or far more rows than when it was checked before. Marketplaces do\n"
        "hand out partial reports. It is said on stderr alone, where a person looks on or with\n"
        "`--remember-rows`, so that reports stay the same everywhere.",
        "行数与上次不符",
        "与上次检查时相比，文件的行数少很多或多很多。平台有时会给出不完整的导出文件，请核对。\n"
        "这一条只显示在屏幕上，不写入报告，好让报告在哪里都一样。",
    ),
)
