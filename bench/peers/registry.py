"""Who takes part: each engine with the module that drives it and where it is installed."""

from __future__ import annotations

from dataclasses import dataclass

#: The Python that runs the benchmark, in which skulint is installed.
OURS = "skulint"
#: The environment of all engines that go together; others have one of their own.
TOGETHER = "together"
#: The peer that says what is right, as far as it gets.
REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine; `package` is what pip calls it, `venv` names the file of its requirements.

    `remark` explains counts that none of the usual shortcuts gives.
    """

    name: str
    title: str
    module: str
    package: str
    venv: str = TOGETHER
    remark: str = ""


PEERS = (
    Peer("skulint", "skulint check", "skulint_command", "skulint", OURS),
    Peer("skulint-one", "skulint check, 1 finding a rule", "skulint_one", "skulint", OURS),
    Peer("skulint-judging", "skulint, judging alone", "skulint_judging", "skulint", OURS),
    Peer(REFERENCE, "reference, plain Python", "reference_python", "skulint", OURS),
    Peer("duckdb", "DuckDB, by hand", "duckdb_sql", "duckdb"),
    Peer("polars", "Polars, by hand", "polars_expressions", "polars"),
    Peer("dataframely", "dataframely", "dataframely_schema", "dataframely"),
    Peer("pointblank", "pointblank", "pointblank_steps", "pointblank"),
    Peer("soda", "Soda (DuckDB)", "soda_contract", "soda-duckdb", "soda"),
    Peer(
        "great-expectations",
        "Great Expectations",
        "great_expectations_suite",
        "great-expectations",
        "great-expectations",
    ),
    Peer("pandera", "pandera", "pandera_checks", "pandera"),
    Peer(
        "cdisc",
        "CDISC rules engine",
        "cdisc_operators",
        "cdisc-rules-engine",
        "cdisc",
        remark="null counts as pass, but as fail where it is compared for equality",
    ),
    Peer("cel", "CEL (Rust)", "cel_rust", "common-expression-language"),
    Peer("zen", "zen-engine", "zen_decision", "zen-engine"),
    Peer("rego", "Rego (Regorus)", "rego_regorus", "hobofan-regorus"),
    Peer("rule-engine", "rule-engine", "rule_engine_rules", "rule-engine"),
    Peer("json-logic", "json-logic", "json_logic_rules", "json-logic-qubit"),
    Peer("panzi", "JsonLogic (panzi)", "json_logic_rules", "panzi-json-logic", "panzi"),
    Peer("business-rules", "business-rules", "business_rules_conditions", "business-rules"),
    Peer(
        "durable-rules",
        "durable-rules",
        "durable_rules_set",
        "durable-rules",
        remark="null counts as pass, but a product with a null may fire as well",
    ),
)
