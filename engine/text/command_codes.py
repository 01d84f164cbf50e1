"""Codes of the C family: problems with what was asked for on the command line."""

from .code import Code

COMMAND_CODES: tuple[Code, ...] = (
    Code(
        "SKU-C001",
        "no program chosen",
        "Several programs are known, and a check judges for one application at a time. Choose\n"
        "one with `--program`, or state `program_applied` in an application.",
    ),
    Code(
        "SKU-C002",
        "no such record",
        "No record in the input has the key asked for. Keys are compared letter by letter.",
    ),
    Code(
        "SKU-C003",
        "value of an option cannot be used",
        "The option needs another kind of value; the message says which.",
    ),
    Code(
        "SKU-C004",
        "output cannot be written",
        "The file named for a report could not be created. Nothing was written to it.",
    ),
    Code(
        "SKU-C005",
        "no cases",
        "Nothing was tested: there are no cases in the chosen files. A test run that tests\n"
        "nothing must not look like one that passed.",
    ),
    Code(
        "SKU-C006",
        "configuration cannot be read",
        "The file of options is not what its name says. `skulint schema config` prints what may\n"
        "stand in it.",
    ),
    Code(
        "SKU-C007",
        "parameter is not read",
        "Values of a parameter are tried by judging the rules that read it. None of the rules\n"
        "that were chosen does, so nothing would change.",
    ),
    Code(
        "SKU-C008",
        "conclusions could not be drawn",
        "What draws conclusions from the outcomes failed or gave no answer, so there is no\n"
        "report: a wrong conclusion would be worse than none.",
    ),
    Code(
        "SKU-C009",
        "earlier files cannot be read",
        "`--since` compares the files with what they were at a revision. Some file of then cannot\n"
        "be read, so nobody can say what changed, and every record is checked.",
    ),
    Code(
        "SKU-C010",
        "engine cannot be used",
        "The engine asked for needs something that is not here, such as Spark and a Java to run\n"
        "it. Nothing was judged; the engine `duckdb` needs nothing but skulint.",
    ),
    Code(
        "SKU-C011",
        "rule cannot be said in a dialect",
        "A rule needs something that the SQL of this database has no words for, such as looking\n"
        "at the items of a list, and what is nearly the same would give wrong answers.",
    ),
)
