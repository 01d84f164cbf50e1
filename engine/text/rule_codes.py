"""Codes of the R family: problems in rule files, found when a pack is loaded or a plan is made."""

from .code import Code

RULE_CODES: tuple[Code, ...] = (
    Code(
        "SKU-R001",
        "unknown key",
        "The key is not part of the language at this place. Unknown keys are errors, because a\n"
        "misspelt key that is passed over in silence is a condition that is never checked.",
        "未知的键",
        "这个位置没有这个键。未知的键一律报错，因为拼错的键如果悄悄略过，\n"
        "就等于有个条件从未检查；请按提示改正。",
    ),
    Code(
        "SKU-R002",
        "wrong kind of value",
        "Something else is expected here: a map where a list stands, a list where one value\n"
        "stands, text where a number stands, or a value that is empty.",
        "值的种类不对",
        "这里需要另一种值：该写映射却写了列表，该写单个值却写了列表，该写数字却写了文字，\n"
        "或值是空的。请按提示改写。",
    ),
    Code(
        "SKU-R003",
        "key is missing",
        "A key that is always needed is not there. The help says what to add.",
        "缺少必需的键",
        "有一个必须写的键没有写。要补什么，请看建议。",
    ),
    Code(
        "SKU-R004",
        "not one of the allowed words",
        "The language has a fixed list of words here, for instance the severities error, warning\n"
        "and info. The help names them.",
        "不是允许的词",
        "这里只能用固定的几个词，例如严重程度只有 `error`、`warning` 和 `info`。\n可用的词见建议。",
    ),
    Code(
        "SKU-R005",
        "translation is missing",
        "Every text for people is a map with `en` and `zh`, and both are needed: a report in the\n"
        "other language would have a hole there.",
        "缺少翻译",
        "给人看的文字都要有 `en` 和 `zh` 两种语言，否则另一种语言的报告会缺一块。请补上。",
    ),
    Code(
        "SKU-R006",
        "file is not recognised",
        "What a rule file holds is told by its top-level keys: `pack`, `entities`, `facts`,\n"
        "`program`, `export`. This file has none of them, or keys that do not go together.",
        "无法识别规则文件",
        "规则文件的内容由最外层的键判断：`pack`、`entities`、`facts`、`program`、`export`。\n"
        "这个文件一个也没有，或有不能放在一起的键。",
    ),
    Code(
        "SKU-R007",
        "name or id is not well formed",
        "Names of facts, parameters and entities are lower case with underscores; program ids are\n"
        "such names with a slash; rule ids are capitals and digits with hyphens.",
        "名称或编号的写法不对",
        "事实、参数和记录种类的名称用小写字母和下划线；项目编号是这样的名称加斜线；\n"
        "规则编号用大写字母、数字和连字符。请照此改名。",
    ),
    Code(
        "SKU-R008",
        "no rules found",
        "The path leads to no folder or file with rules. Rule files end in `.yaml`.",
        "没有找到规则",
        "路径上没有规则文件或含有规则的文件夹。规则文件的扩展名是 `.yaml`，请核对路径。",
    ),
    Code(
        "SKU-R009",
        "file is left out",
        "The file looks like a rule file, but only files that end in `.yaml` are read.",
        "有文件未读取",
        "这个文件看起来是规则文件，但只读取扩展名为 `.yaml` 的文件。需要的话请改扩展名。",
    ),
    Code(
        "SKU-R010",
        "defined twice",
        "Rules, facts, entities, programs, parameters and exports have one definition each. Two\n"
        "of them would make it a guess which one counts. Rename or remove one. Only a parameter\n"
        "may be given again, by a pack that is named later.",
        "重复定义",
        "规则、事实、记录种类、项目、参数和导出表各只能定义一次，否则无从判断以哪个为准。\n"
        "请改名或删去一个；只有参数可以由后面的规则包重新给值。",
    ),
    Code(
        "SKU-R011",
        "unknown fact",
        "No dictionary defines this fact. Correct the name, or add the fact to a file of facts.",
        "未知的事实",
        "没有任何文件定义这个事实。请改正名称，或在事实文件里加上它。",
    ),
    Code(
        "SKU-R012",
        "unknown entity",
        "No dictionary defines this entity. Entities are kinds of records: store, sku, and so on.",
        "未知的记录种类名称",
        "没有任何文件定义这个记录种类。记录种类是指店铺（`store`）、商品（`sku`）等，\n"
        "请改正名称。",
    ),
    Code(
        "SKU-R013",
        "unknown program",
        "No program has this id. Programs are declared in a `program.yaml` with id and title.",
        "未知的项目",
        "没有这个编号的项目。项目在 `program.yaml` 里用编号和名称声明，请改正编号。",
    ),
    Code(
        "SKU-R014",
        "unknown parameter",
        "No `parameters` block defines this parameter.",
        "未知的参数",
        "没有任何 `parameters` 定义这个参数。请改正名称，或加上定义。",
    ),
    Code(
        "SKU-R015",
        "unknown rule",
        "No rule has this id.",
        "未知的规则",
        "没有这个编号的规则。请改正编号；`skulint rules list` 列出全部规则。",
    ),
    Code(
        "SKU-R016",
        "fact is out of sight",
        "A rule reads the facts of its own entity and of the entities that one sees: a SKU sees\n"
        "its store. Of finer records (the SKUs of a store) and of records that are not related\n"
        "there is no telling which one is meant.",
        "看不到这个事实",
        "规则只能读取自身记录和上级记录的事实，例如商品可以看到它的店铺。\n"
        "下级记录（店铺的各个商品）或无关的记录有很多条，说不清指的是哪一条。",
    ),
    Code(
        "SKU-R018",
        "nothing to show",
        "A program's `shows` names derived facts, whose values are worked out for each record.\n"
        "What a file states needs no showing.",
        "没有可显示的内容",
        "项目的 `shows` 只写推算的事实，程序会为每条记录算出它们的值。\n"
        "文件里本来就有的内容不需要显示，请从中删去。",
    ),
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
        "SKU-R050",
        "dates are in the wrong order",
        "The last day a rule is in force lies before the first one.",
        "日期的先后颠倒",
        "规则生效的最后一天早于第一天。请核对两个日期。",
    ),
    Code(
        "SKU-R051",
        "fix sets a fact that cannot mend the rule",
        "`set` names the fact whose nearest passing value is computed, so it has to be one that\n"
        "the requirement compares.",
        "修正的事实与规则无关",
        "程序会为 `set` 里的事实算出最接近的达标值，所以它必须是要求里拿来比较的事实。\n"
        "请改成那一个。",
    ),
    Code(
        "SKU-R052",
        "unknown placeholder",
        "Texts may hold {actual}, {limit} and the names of facts the rule sees, in braces; a fix\n"
        "with `set` also {target} and {change}.",
        "未知的占位符",
        "文字里可以用 `{actual}`、`{limit}` 和规则能看到的事实名称；\n"
        "带 `set` 的修正还可以用 `{target}` 和 `{change}`。请改正占位符。",
    ),
    Code(
        "SKU-R053",
        "placeholders differ between the languages",
        "The same placeholders have to stand in every language, or one reader learns less.",
        "两种语言的占位符不同",
        "每种语言都要有相同的占位符，否则其中一方读到的内容会少。请补齐。",
    ),
    Code(
        "SKU-R055",
        "two values of a parameter for the same day",
        "Two entries start on the same day under the same condition, so which one counts would be\n"
        "a guess.",
        "参数在同一天有两个值",
        "两条取值在同样的条件下从同一天开始，无从判断以哪个为准。请删去一条，或改日期。",
    ),
    Code(
        "SKU-R056",
        "values of a parameter differ in type",
        "All entries of one parameter have one type and one unit.",
        "参数各个值的类型不同",
        "一个参数的所有取值要用同一类型和同一单位。请改成一致。",
    ),
    Code(
        "SKU-R057",
        "parameter has no value on that day",
        "Every entry of the parameter starts after the day the check is for, so rules that use it\n"
        "cannot be judged.",
        "参数当天没有值",
        "参数的所有取值都在检查基准日之后才开始，用到它的规则无法判断。请补上更早的取值，\n"
        "或换一个日期。",
    ),
    Code(
        "SKU-R060",
        "facts derive from each other in a circle",
        "A derived fact may read other derived facts, but never, by whatever way round, itself.",
        "事实的推算互相循环",
        "推算的事实可以用其他推算的事实，但绕来绕去不能用到自己。请打断这个循环。",
    ),
    Code(
        "SKU-R061",
        "cases for a fact that is not derived",
        "`cases` and `statement` belong to a fact with `derive`; there is nothing to test in a\n"
        "fact that is only read.",
        "不是推算的事实却有用例",
        "`cases` 和 `statement` 只用于有 `derive` 的事实，直接读取的事实没有什么可测试。\n"
        "请删去它们。",
    ),
    Code(
        "SKU-R062",
        "case does not fit its rule or fact",
        "A case gives facts and names what must come out: pass, fail, unknown or not_applicable\n"
        "for a rule, a value of its type or unknown for a derived fact.",
        "用例与规则或事实不符",
        "用例要写明已知的事实和应有的结果：\n"
        "规则写 `pass`、`fail`、`unknown` 或 `not_applicable`，\n"
        "推算的事实写该类型的值或 `unknown`。",
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
    Code(
        "SKU-R080",
        "condition can never hold",
        "No record can meet this, whatever its facts are: two demands exclude each other, or an\n"
        "earlier case takes everything. Mostly a comparison is the wrong way round, or `any_of`\n"
        "was meant: everything in a map has to hold at once.",
        "条件永远不会成立",
        "不管什么记录都不可能满足：两个要求互相排斥，或前面的情形已经包括了一切。\n"
        "多半是比较方向反了，或本来想用 `any_of`；写在一起的要求必须同时满足。",
    ),
    Code(
        "SKU-R081",
        "condition always holds",
        "Every record meets this, so it asks nothing. `any_of` of two `is_not` is the usual case:\n"
        "whatever the value is, it is not one of the two.",
        "条件永远成立",
        "什么记录都满足，等于没有要求。常见的是在 `any_of` 里写了两个 `is_not`：不管值是什么，\n"
        "总有一个成立。",
    ),
    Code(
        "SKU-R082",
        "text and comparison point in opposite directions",
        "The rule's text speaks of a value or more, and its comparison asks for less, or the\n"
        "other way round. One of the two is wrong.",
        "文字与比较的方向相反",
        "规则的文字说的是不低于某个值，比较要求的却是低于它，或者正好反过来。其中必有一个错了，\n"
        "请改正。",
    ),
    Code(
        "SKU-R083",
        "text counts the limit in, the comparison does not",
        "`at_least` and `at_most` let the limit itself pass, `more_than` and `less_than` do not.\n"
        "The text says that it passes.",
        "文字说含限值而比较不含",
        "`at_least` 和 `at_most` 包括限值本身，`more_than` 和 `less_than` 不包括，\n"
        "而文字说限值可以通过。请改成一致。",
    ),
    Code(
        "SKU-R084",
        "a single value belongs to no case",
        "The cases of a choice take what lies on both sides of a limit, but not the limit itself:\n"
        "two exclusive comparisons meet there.",
        "有一个值不属于任何情形",
        "各个情形包括了限值两边的值，却没有包括限值本身，因为两边都用了不含限值的比较。\n"
        "请把其中一个改成包括限值。",
    ),
    Code(
        "SKU-R085",
        "no case for missing data",
        "A fact that is missing leaves a rule undecided. No case of the rule shows that its\n"
        "author thought of it.",
        "没有缺少数据的用例",
        "缺少事实时规则无法判断，而这条规则没有用例表明作者想到过这一点。\n"
        "请加一个结果为 `unknown` 的用例。",
    ),
    Code(
        "SKU-R086",
        "parameter has a gap or an overlap",
        "On some days or for some records the parameter has no value, or two that both count.",
        "参数的取值有空缺或重叠",
        "有些日子或有些记录，这个参数没有值，或有两个都算数的值。请补上空缺，或去掉重叠。",
    ),
    Code(
        "SKU-R087",
        "rules conflict",
        "No record can pass both rules, or two packs ask different limits of the same fact.",
        "规则互相矛盾",
        "没有记录能同时通过这两条规则，或两个规则包对同一事实的限值要求不同。请核对来源，\n"
        "改正其中一条。",
    ),
    Code(
        "SKU-R088",
        "source was not looked at for long",
        "Marketplaces change their conditions. Compare the rule with its source again, and set\n"
        "`checked` to the day you did.",
        "规则来源很久没有核对",
        "平台的条件会变。请重新对照来源核对规则，并把 `checked` 改成核对的日期。",
    ),
    Code(
        "SKU-R089",
        "missing fact is compared",
        "The rule asks for a fact to be missing and compares it at the same time. A comparison\n"
        "with a missing fact is neither true nor false, so the rule would never be decided.",
        "比较了缺少的事实",
        "规则要求某个事实缺少，同时又拿它比较。与缺少的事实比较既不成立也不算不成立，\n"
        "规则永远无法判断；请去掉其中一个要求。",
    ),
    Code(
        "SKU-R090",
        "unknown conclusion",
        "No program defines this conclusion under `conclusions`.",
        "未知的结论",
        "没有任何项目在 `conclusions` 里定义这个结论。请改正名称，或加上定义。",
    ),
    Code(
        "SKU-R091",
        "out of the program's reach",
        "A conclusion is drawn wherever its program is judged, so it may only follow from rules\n"
        "and conclusions of that program and of those that it needs.",
        "超出了项目的范围",
        "项目在哪里判断，结论就在哪里得出，所以它只能依据本项目及其所需项目的规则和结论。",
    ),
    Code(
        "SKU-R092",
        "conclusions run in a circle",
        "A conclusion follows from itself by way of others, so none of them could ever be drawn.",
        "结论互相循环",
        "一个结论经由其他结论又依据自己，所以哪一个都得不出来。请打断这个循环。",
    ),
    Code(
        "SKU-R093",
        "admission of something that does not go in",
        "The `admission` of a program is the conclusion that a SKU (or product) can go in, so it\n"
        "must be drawn for each of them.",
        "准入结论的对象不对",
        "项目的 `admission` 是指商品可以进入的结论，所以必须针对每个商品得出。请换一个结论。",
    ),
    Code(
        "SKU-R094",
        "admission does not follow from rules alone",
        "An item is ready when all rules behind the program's `admission` pass. A conclusion that\n"
        "holds by one of two ways, or by facts, could say something else than readiness does.",
        "准入结论不只依据规则",
        "项目的 `admission` 背后的规则全部通过，商品才算可申请。如果结论另有成立的途径，\n"
        "或直接依据事实，两者就可能说法不一；请改成只依据规则。",
    ),
    Code(
        "SKU-R095",
        "demand on a set does not work",
        "What a pool has to come to is one measure of the set (`count`, `sum`, `distinct` or\n"
        "`largest_group`) with a bound that is the same for all records.",
        "对整体的要求不成立",
        "对一批记录的要求由两部分组成：一个总量（例如 `count`、`sum` 或 `distinct`），\n"
        "和一个对所有记录都相同的限值。请照此改写。",
    ),
)
