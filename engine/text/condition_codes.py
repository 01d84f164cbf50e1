"""Codes of the R family: what is wrong with a condition, a formula or an aggregate."""

from .code import Code

CONDITION_CODES: tuple[Code, ...] = (
    Code(
        "SKU-R020",
        "unknown operator",
        "Comparisons are words, one for each meaning: at_least, at_most, more_than, less_than,\n"
        "is, is_not, one_of, none_of and so on. Symbols and abbreviations are not read.",
        "未知的比较词",
        "每种比较用一个词表示，\n"
        "例如 `at_least`、`at_most`、`more_than`、`less_than`、`is`、`one_of`。\n"
        "不能用符号和缩写，请按建议改写。",
    ),
    Code(
        "SKU-R021",
        "operator does not suit the fact",
        "Each operator works on some types of facts only: at_least on numbers, on_or_after on\n"
        "dates, contains on lists.",
        "比较词不适用于这个事实",
        "每个比较词只适用于某些类型的事实：`at_least` 用于数字，`on_or_after` 用于日期，\n"
        "`contains` 用于列表。请换一个比较词。",
    ),
    Code(
        "SKU-R022",
        "operand has the wrong form",
        "The operator takes something else: a list for one_of, a pair for within, `true` for\n"
        "is_present, one value for at_least.",
        "比较的值形式不对",
        "这个比较词需要另一种形式的值：`one_of` 要列表，`within` 要一对值，\n"
        "`is_present` 要 `true`，`at_least` 要单个值。请照此改写。",
    ),
    Code(
        "SKU-R023",
        "value does not suit the fact",
        "A value is compared with a fact of another type. Text is never taken for a number nor a\n"
        "word for a boolean.",
        "值与事实的类型不符",
        "拿来比较的值与事实的类型不同。文字不会当成数字，词也不会当成是或否；请改成同一类型。",
    ),
    Code(
        "SKU-R024",
        "number without a unit",
        "Percents are compared with percents (`95%`) and money with money (`50 USD`). A bare\n"
        "number there is refused, because 70 and 0.7 are too easily taken for each other.",
        "数字没有单位",
        "百分比要与百分比（`95%`）比较，金额要与金额（`50 USD`）比较。不接受没有单位的数字，\n"
        "因为 70 和 0.7 太容易混淆；请写上单位。",
    ),
    Code(
        "SKU-R025",
        "units differ",
        "Two amounts in different units or currencies are compared or added. Money of one\n"
        "currency becomes another only by a rate fact whose unit says so, such as `CNY per USD`.",
        "单位不同",
        "比较或相加的两个量单位或币种不同。不同币种的金额只能用写明单位的汇率事实换算，\n"
        "例如 `CNY per USD`。",
    ),
    Code(
        "SKU-R026",
        "not a value of the fact",
        "The fact is an enum and this is not one of its values.",
        "不是这个事实的可选值",
        "这个事实只有几个可选值，这里写的不在其中。请改成可选值之一。",
    ),
    Code(
        "SKU-R027",
        "name of a fact used as text",
        "A word that stands alone is text. Here it is the name of a fact, so it was most likely\n"
        "meant as `{fact: NAME}`. Put it in quotes where the text is really meant.",
        "事实的名称当成了文字",
        "单独的一个词是文字，而这里恰好是一个事实的名称，多半想写的是 `{fact: NAME}`。\n"
        "如果确实是文字，请加上引号。",
    ),
    Code(
        "SKU-R028",
        "not a date",
        "Dates are written year-month-day with two digits for month and day: 2026-03-01. The day\n"
        "must exist. A time follows after a `T`: 2026-03-01T09:30.",
        "不是日期",
        "日期写成年-月-日，月和日都用两位数，例如 2026-03-01，而且这一天必须存在。\n"
        "时间写在 `T` 之后，例如 `2026-03-01T09:30`。",
    ),
    Code(
        "SKU-R029",
        "facts cannot be compared",
        "The two sides of a comparison have different types.",
        "两边无法比较",
        "比较的两边类型不同。请改成同一类型的事实。",
    ),
    Code(
        "SKU-R030",
        "pattern is not portable",
        "Patterns keep to what every engine reads alike: characters, classes in square brackets,\n"
        "groups, `|`, and the repeats `*`, `+`, `?` and `{2,5}`. The whole text must match, so\n"
        "`^` and `$` are not needed.",
        "匹配模式不通用",
        "匹配模式只能用各个引擎理解一致的写法：\n"
        "普通字符、方括号、圆括号、`|` 和重复符号 `*`、`+`、`?`、`{2,5}`。匹配的总是整段文字，\n"
        "不需要 `^` 和 `$`。",
    ),
    Code(
        "SKU-R031",
        "share is not a percent",
        "A share of a fact is written with the percent sign: `70% of lowest_price_30d`.",
        "比例没有写成百分比",
        "取某个事实的一部分时要写百分号，例如 `70% of lowest_price_30d`。",
    ),
    Code(
        "SKU-R032",
        "range is upside down",
        "The first value of `within` is the lower one, the second the higher one.",
        "范围的上下限颠倒",
        "`within` 的第一个值是下限，第二个是上限。请调换过来。",
    ),
    Code(
        "SKU-R033",
        "condition is empty",
        "A condition without entries would hold for everything (or, in any_of, for nothing).",
        "条件是空的",
        "没有内容的条件对什么都成立（在 `any_of` 里则永远不成立）。请写上内容，或删去这个条件。",
    ),
    Code(
        "SKU-R040",
        "formula is not well formed",
        "The formula breaks off or has something that does not belong there. Formulas have fact\n"
        "names, numbers, percents, `+ - * /`, brackets and functions.",
        "公式的写法不对",
        "公式没有写完，或有不该出现的内容。\n"
        "公式里可以有事实名称、数字、百分比、`+ - * /`、括号和函数。",
    ),
    Code(
        "SKU-R041",
        "unknown function",
        "There is no such function.",
        "未知的函数",
        "没有这个函数。请按建议改正函数名。",
    ),
    Code(
        "SKU-R042",
        "wrong number of values in a function",
        "Each function takes a certain number of values between its brackets.",
        "函数的值个数不对",
        "每个函数的括号里需要一定个数的值。请按建议增减。",
    ),
    Code(
        "SKU-R043",
        "types do not fit in a formula",
        "The operation is not defined for these types: text has no sum, and two amounts of money\n"
        "have no product.",
        "公式里的类型不能一起计算",
        "这些类型不能这样计算：文字不能相加，两个金额不能相乘。请改写公式。",
    ),
    Code(
        "SKU-R044",
        "formula gives another type than the fact",
        "The fact is declared with one type and its formula gives a value of another.",
        "公式的结果与事实的类型不符",
        "事实声明了一种类型，公式得出的却是另一种。请改公式或改类型。",
    ),
    Code(
        "SKU-R070",
        "unknown column",
        "Inside `where`, `hold` and `with`, names are columns of the row that is looked at: of a\n"
        "plain list `item`, of two rows `first.column` and `second.column`.",
        "未知的列",
        "在 `where`、`hold` 和 `with` 里，名称是所看那一行的列：普通列表用 `item`，\n"
        "两行之间用 `first.column` 和 `second.column`。请改正名称。",
    ),
    Code(
        "SKU-R071",
        "cannot be aggregated this way",
        "An aggregate looks at a list, a table or a column of one, and some only at numbers or\n"
        "moments. The help says what this one gives.",
        "不能这样汇总",
        "汇总要用列表、表格或表格的一列，有的只能用数字或时间。这一种汇总得出什么，请看建议。",
    ),
)
