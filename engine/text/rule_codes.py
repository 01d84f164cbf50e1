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
