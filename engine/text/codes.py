"""The registry of every diagnostic code the engine can report.

The letter after `SKU-` tells the family: Y for the text of YAML and JSON files, R for rule
files, F for fact files, C for the command line, W for waivers and baselines.
"""

from collections.abc import Iterable

from .code import Code
from .command_codes import COMMAND_CODES
from .condition_codes import CONDITION_CODES
from .fact_codes import FACT_CODES
from .intake_codes import INTAKE_CODES
from .rule_codes import RULE_CODES
from .suggest import did_you_mean
from .suspicion_codes import SUSPICION_CODES
from .text_codes import TEXT_CODES
from .waiver_codes import WAIVER_CODES


def index_codes(codes: Iterable[Code]) -> dict[str, Code]:
    """Return the codes by id, or raise ValueError when two share one."""
    by_id: dict[str, Code] = {}
    for code in codes:
        if code.id in by_id:
            raise ValueError(f"diagnostic code {code.id} is defined twice")
        by_id[code.id] = code
    return by_id


#: Each family keeps its codes in a tuple of its own, listed here.
ALL_CODES: tuple[Code, ...] = (
    *TEXT_CODES,
    *RULE_CODES,
    *CONDITION_CODES,
    *SUSPICION_CODES,
    *FACT_CODES,
    *INTAKE_CODES,
    *COMMAND_CODES,
    *WAIVER_CODES,
)

_BY_ID = index_codes(ALL_CODES)


def find_code(code_id: str) -> Code | None:
    """Return the registered code with this id, in either case, or None."""
    return _BY_ID.get(code_id.upper())


def nearest_code(name: str) -> str | None:
    """Return a help sentence that names the code someone probably meant, or None."""
    return did_you_mean(name.upper(), _BY_ID)


def code_of(code_id: str) -> Code:
    """Return the code of a diagnostic, which has to be registered."""
    return _BY_ID[code_id]


def explain(code_id: str, lang: str) -> str | None:
    """Return the full explanation of a code, or None when there is no such code."""
    code = find_code(code_id)
    if code is None:
        return None
    return f"{code.id}: {code.title_in(lang)}\n\n{code.explanation_in(lang)}"
