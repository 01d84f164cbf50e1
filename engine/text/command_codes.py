"""Codes of the C family: problems with what was asked for on the command line."""

from .code import Code

COMMAND_CODES: tuple[Code, ...] = (
    Code(
        "SKU-C001",
        "no program chosen",
        "Several programs are known, and a check judges for one application at a time. Choose\n"
        "one with `--program`, or state `program_applied` in an application.",
        "没有选定项目",
        "已知的项目有好几个，而一次检查只针对一份申请。请用 `--program` 选定一个，\n"
        "或在申请表里填写 `program_applied`。",
    ),
    Code(
        "SKU-C002",
        "no such record",
        "No record in the input has the key asked for. Keys are compared letter by letter.",
        "找不到这条记录",
        "文件中没有您指定编号的记录。编号逐字比对，大小写和空格不同也算不同，请核对后再试。",
    ),
    Code(
        "SKU-C003",
        "value of an option cannot be used",
        "The option needs another kind of value; the message says which.",
        "选项的值不可用",
        "这个选项需要另一种值。需要什么，请看原文。",
    ),
    Code(
        "SKU-C004",
        "output cannot be written",
        "The file named for a report could not be created. Nothing was written to it.",
        "无法写入输出文件",
        "您指定的报告文件无法创建，什么都没有写入。请检查文件夹是否存在、是否有写入权限，\n"
        "文件是否正被其他程序打开。",
    ),
    Code(
        "SKU-C005",
        "no cases",
        "Nothing was tested: there are no cases in the chosen files. A test run that tests\n"
        "nothing must not look like one that passed.",
        "没有用例",
        "选中的文件里没有用例，所以什么都没有测试。什么都没测的运行不能算作通过，请检查路径，\n"
        "或先补上用例。",
    ),
    Code(
        "SKU-C006",
        "configuration cannot be read",
        "The file of options is not what its name says. `skulint schema config` prints what may\n"
        "stand in it.",
        "配置文件无法读取",
        "这个配置文件的内容与它的名称不符，其中的选项没有生效。允许写什么，\n"
        "可用 `skulint schema config` 查看。",
    ),
    Code(
        "SKU-C007",
        "parameter is not read",
        "Values of a parameter are tried by judging the rules that read it. None of the rules\n"
        "that were chosen does, so nothing would change.",
        "没有规则用到这个参数",
        "试算参数的取值，就是按不同取值判断用到它的规则。选中的规则都不用它，\n"
        "改了也没有任何变化；请换一个参数，或多选一些规则。",
    ),
    Code(
        "SKU-C008",
        "conclusions could not be drawn",
        "What draws conclusions from the outcomes failed or gave no answer, so there is no\n"
        "report: a wrong conclusion would be worse than none.",
        "未能得出结论",
        "根据判断结果推出结论的步骤出错了，或没有给出答案，因此没有生成报告。\n"
        "错误的结论比没有结论更糟；请按原文所说的处理后重试。",
    ),
    Code(
        "SKU-C009",
        "earlier files cannot be read",
        "`--since` compares the files with what they were at a revision. Some file of then cannot\n"
        "be read, so nobody can say what changed, and every record is checked.",
        "旧版本的文件无法读取",
        "`--since` 要把文件与某个版本时的样子比较。当时的文件有的读不出来，无从知道哪些有变动，\n"
        "因此检查了全部记录。",
    ),
    Code(
        "SKU-C010",
        "engine cannot be used",
        "The engine asked for needs something that is not here, such as Spark and a Java to run\n"
        "it. Nothing was judged; the engine `duckdb` needs nothing but skulint.",
        "所选引擎无法使用",
        "所选的引擎需要本机没有的软件，例如 Spark 和 Java，因此什么都没有判断。\n"
        "引擎 `duckdb` 不需要另装任何软件，可以改用它。",
    ),
    Code(
        "SKU-C011",
        "rule cannot be said in a dialect",
        "A rule needs something that the SQL of this database has no words for, such as looking\n"
        "at the items of a list, and what is nearly the same would give wrong answers.",
        "规则无法用这种数据库的语言表达",
        "有一条规则用到了该数据库的 SQL 表达不了的内容，例如逐项查看列表，\n"
        "而近似的写法会得出错误的结果。请换一种数据库，或用 `--leave-out` 略过这类规则。",
    ),
    Code(
        "SKU-C012",
        "unknown code",
        "No message of skulint has this code. Codes stand in brackets behind `error` or `warning`.",
        "未知的代码",
        "没有任何消息使用这个代码。代码写在消息开头“错误”或“警告”后面的方括号里。",
    ),
)
