"""Codes of the R family: problems in rule files, found when a pack is loaded or a plan is made."""

from .code import Code

RULE_CODES: tuple[Code, ...] = (
    Code(
        "SKU-R001",
        "unknown key",
        "The key is not part of the language at this place. Unknown keys are errors, because a\n"
        "misspelt key that is passed over in silence is a condition that is never checked.",
    ),
    Code(
        "SKU-R002",
        "wrong kind of value",
        "Something else is expected here: a map where a list stands, a list where one value\n"
        "stands, text where a number stands, or a value that is empty.",
    ),
    Code(
        "SKU-R003",
        "key is missing",
        "A key that is always needed is not there. The help says what to add.",
    ),
    Code(
        "SKU-R004",
        "not one of the allowed words",
        "The language has a fixed list of words here, for instance the severities error, warning\n"
        "and info. The help names them.",
    ),
    Code(
        "SKU-R005",
        "translation is missing",
        "Every text for people is a map with `en` and `zh`, and both are needed: a report in the\n"
        "other language would have a hole there.",
    ),
    Code(
        "SKU-R006",
        "file is not recognised",
        "What a rule file holds is told by its top-level keys: `pack`, `entities`, `facts`,\n"
        "`program`, `export`. This file has none of them, or keys that do not go together.",
    ),
    Code(
        "SKU-R007",
        "name or id is not well formed",
        "Names of facts, parameters and entities are lower case with underscores; program ids are\n"
        "such names with a slash; rule ids are capitals and digits with hyphens.",
    ),
    Code(
        "SKU-R008",
        "no rules found",
        "The path leads to no folder or file with rules. Rule files end in `.yaml`.",
    ),
    Code(
        "SKU-R009",
        "file is left out",
        "The file looks like a rule file, but only files that end in `.yaml` are read.",
    ),
    Code(
        "SKU-R010",
        "defined twice",
        "Rules, facts, entities, programs, parameters and exports have one definition each. Two\n"
        "of them would make it a guess which one counts. Rename or remove one. Only a parameter\n"
        "may be given again, by a pack that is named later.",
    ),
    Code(
        "SKU-R011",
        "unknown fact",
        "No dictionary defines this fact. Correct the name, or add the fact to a file of facts.",
    ),
    Code(
        "SKU-R012",
        "unknown entity",
        "No dictionary defines this entity. Entities are kinds of records: store, sku, and so on.",
    ),
    Code(
        "SKU-R013",
        "unknown program",
        "No program has this id. Programs are declared in a `program.yaml` with id and title.",
    ),
    Code(
        "SKU-R014",
        "unknown parameter",
        "No `parameters` block defines this parameter.",
    ),
    Code(
        "SKU-R015",
        "unknown rule",
        "No rule has this id.",
    ),
    Code(
        "SKU-R016",
        "fact is out of sight",
        "A rule reads the facts of its own entity and of the entities that one sees: a SKU sees\n"
        "its store. Of finer records (the SKUs of a store) and of records that are not related\n"
        "there is no telling which one is meant.",
    ),
    Code(
        "SKU-R018",
        "nothing to show",
        "A program's `shows` names derived facts, whose values are worked out for each record.\n"
        "What a file states needs no showing.",
    ),
    Code(
        "SKU-R020",
        "unknown operator",
        "Comparisons are words, one for each meaning: at_least, at_most, more_than, less_than,\n"
        "is, is_not, one_of, none_of and so on. Symbols and abbreviations are not read.",
    ),
    Code(
        "SKU-R021",
        "operator does not suit the fact",
        "Each operator works on some types of facts only: at_least on numbers, on_or_after on\n"
        "dates, contains on lists.",
    ),
    Code(
        "SKU-R022",
        "operand has the wrong form",
        "The operator takes something else: a list for one_of, a pair for within, `true` for\n"
        "is_present, one value for at_least.",
    ),
    Code(
        "SKU-R023",
        "value does not suit the fact",
        "A value is compared with a fact of another type. Text is never taken for a number nor a\n"
        "word for a boolean.",
    ),
    Code(
        "SKU-R024",
        "number without a unit",
        "Percents are compared with percents (`95%`) and money with money (`50 USD`). A bare\n"
        "number there is refused, because 70 and 0.7 are too easily taken for each other.",
    ),
    Code(
        "SKU-R025",
        "units differ",
        "Two amounts in different units or currencies are compared or added. Money of one\n"
        "currency becomes another only by a rate fact whose unit says so, such as `CNY per USD`.",
    ),
    Code(
        "SKU-R026",
        "not a value of the fact",
        "The fact is an enum and this is not one of its values.",
    ),
    Code(
        "SKU-R027",
        "name of a fact used as text",
        "A word that stands alone is text. Here it is the name of a fact, so it was most likely\n"
        "meant as `{fact: NAME}`. Put it in quotes where the text is really meant.",
    ),
    Code(
        "SKU-R028",
        "not a date",
        "Dates are written year-month-day with two digits for month and day: 2026-03-01. The day\n"
        "must exist. A time follows after a `T`: 2026-03-01T09:30.",
    ),
    Code(
        "SKU-R029",
        "facts cannot be compared",
        "The two sides of a comparison have different types.",
    ),
    Code(
        "SKU-R030",
        "pattern is not portable",
        "Patterns keep to what every engine reads alike: characters, classes in square brackets,\n"
        "groups, `|`, and the repeats `*`, `+`, `?` and `{2,5}`. The whole text must match, so\n"
        "`^` and `$` are not needed.",
    ),
    Code(
        "SKU-R031",
        "share is not a percent",
        "A share of a fact is written with the percent sign: `70% of lowest_price_30d`.",
    ),
    Code(
        "SKU-R032",
        "range is upside down",
        "The first value of `within` is the lower one, the second the higher one.",
    ),
    Code(
        "SKU-R033",
        "condition is empty",
        "A condition without entries would hold for everything (or, in any_of, for nothing).",
    ),
    Code(
        "SKU-R040",
        "formula is not well formed",
        "The formula breaks off or has something that does not belong there. Formulas have fact\n"
        "names, numbers, percents, `+ - * /`, brackets and functions.",
    ),
    Code(
        "SKU-R041",
        "unknown function",
        "There is no such function.",
    ),
    Code(
        "SKU-R042",
        "wrong number of values in a function",
        "Each function takes a certain number of values between its brackets.",
    ),
    Code(
        "SKU-R043",
        "types do not fit in a formula",
        "The operation is not defined for these types: text has no sum, and two amounts of money\n"
        "have no product.",
    ),
    Code(
        "SKU-R044",
        "formula gives another type than the fact",
        "The fact is declared with one type and its formula gives a value of another.",
    ),
    Code(
        "SKU-R050",
        "dates are in the wrong order",
        "The last day a rule is in force lies before the first one.",
    ),
    Code(
        "SKU-R051",
        "fix sets a fact that cannot mend the rule",
        "`set` names the fact whose nearest passing value is computed, so it has to be one that\n"
        "the requirement compares.",
    ),
    Code(
        "SKU-R052",
        "unknown placeholder",
        "Texts may hold {actual}, {limit} and the names of facts the rule sees, in braces; a fix\n"
        "with `set` also {target} and {change}.",
    ),
    Code(
        "SKU-R053",
        "placeholders differ between the languages",
        "The same placeholders have to stand in every language, or one reader learns less.",
    ),
    Code(
        "SKU-R055",
        "two values of a parameter for the same day",
        "Two entries start on the same day under the same condition, so which one counts would be\n"
        "a guess.",
    ),
    Code(
        "SKU-R056",
        "values of a parameter differ in type",
        "All entries of one parameter have one type and one unit.",
    ),
    Code(
        "SKU-R057",
        "parameter has no value on that day",
        "Every entry of the parameter starts after the day the check is for, so rules that use it\n"
        "cannot be judged.",
    ),
    Code(
        "SKU-R060",
        "facts derive from each other in a circle",
        "A derived fact may read other derived facts, but never, by whatever way round, itself.",
    ),
    Code(
        "SKU-R061",
        "cases for a fact that is not derived",
        "`cases` and `statement` belong to a fact with `derive`; there is nothing to test in a\n"
        "fact that is only read.",
    ),
    Code(
        "SKU-R062",
        "case does not fit its rule or fact",
        "A case gives facts and names what must come out: pass, fail, unknown or not_applicable\n"
        "for a rule, a value of its type or unknown for a derived fact.",
    ),
    Code(
        "SKU-R070",
        "unknown column",
        "Inside `where`, `hold` and `with`, names are columns of the row that is looked at: of a\n"
        "plain list `item`, of two rows `first.column` and `second.column`.",
    ),
    Code(
        "SKU-R071",
        "cannot be aggregated this way",
        "An aggregate looks at a list, a table or a column of one, and some only at numbers or\n"
        "moments. The help says what this one gives.",
    ),
    Code(
        "SKU-R080",
        "condition can never hold",
        "No record can meet this, whatever its facts are: two demands exclude each other, or an\n"
        "earlier case takes everything. Mostly a comparison is the wrong way round, or `any_of`\n"
        "was meant: everything in a map has to hold at once.",
    ),
    Code(
        "SKU-R081",
        "condition always holds",
        "Every record meets this, so it asks nothing. `any_of` of two `is_not` is the usual case:\n"
        "whatever the value is, it is not one of the two.",
    ),
    Code(
        "SKU-R082",
        "text and comparison point in opposite directions",
        "The rule's text speaks of a value or more, and its comparison asks for less, or the\n"
        "other way round. One of the two is wrong.",
    ),
    Code(
        "SKU-R083",
        "text counts the limit in, the comparison does not",
        "`at_least` and `at_most` let the limit itself pass, `more_than` and `less_than` do not.\n"
        "The text says that it passes.",
    ),
    Code(
        "SKU-R084",
        "a single value belongs to no case",
        "The cases of a choice take what lies on both sides of a limit, but not the limit itself:\n"
        "two exclusive comparisons meet there.",
    ),
    Code(
        "SKU-R085",
        "no case for missing data",
        "A fact that is missing leaves a rule undecided. No case of the rule shows that its\n"
        "author thought of it.",
    ),
    Code(
        "SKU-R086",
        "parameter has a gap or an overlap",
        "On some days or for some records the parameter has no value, or two that both count.",
    ),
    Code(
        "SKU-R087",
        "rules conflict",
        "No record can pass both rules, or two packs ask different limits of the same fact.",
    ),
    Code(
        "SKU-R088",
        "source was not looked at for long",
        "Marketplaces change their conditions. Compare the rule with its source again, and set\n"
        "`checked` to the day you did.",
    ),
    Code(
        "SKU-R089",
        "missing fact is compared",
        "The rule asks for a fact to be missing and compares it at the same time. A comparison\n"
        "with a missing fact is neither true nor false, so the rule would never be decided.",
    ),
    Code(
        "SKU-R090",
        "unknown conclusion",
        "No program defines this conclusion under `conclusions`.",
    ),
    Code(
        "SKU-R091",
        "out of the program's reach",
        "A conclusion is drawn wherever its program is judged, so it may only follow from rules\n"
        "and conclusions of that program and of those that it needs.",
    ),
    Code(
        "SKU-R092",
        "conclusions run in a circle",
        "A conclusion follows from itself by way of others, so none of them could ever be drawn.",
    ),
    Code(
        "SKU-R093",
        "admission of something that does not go in",
        "The `admission` of a program is the conclusion that a SKU (or product) can go in, so it\n"
        "must be drawn for each of them.",
    ),
    Code(
        "SKU-R094",
        "admission does not follow from rules alone",
        "An item is ready when all rules behind the program's `admission` pass. A conclusion that\n"
        "holds by one of two ways, or by facts, could say something else than readiness does.",
    ),
    Code(
        "SKU-R095",
        "demand on a set does not work",
        "What a pool has to come to is one measure of the set (`count`, `sum`, `distinct` or\n"
        "`largest_group`) with a bound that is the same for all records.",
    ),
)
