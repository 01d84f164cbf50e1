"""Draw and explain the conclusions of a check, and the verdicts on its pools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..backends.results import PoolMembers, RollUp
from ..evaluation.findings import Sight
from ..model.chain import Concluded
from ..model.pool import Pool
from ..model.pooled import Pooled
from ..text.diagnostics import Diagnostics


def conclude(
    sight: Sight,
    roll_up: RollUp,
    rows: Mapping[str, Sequence[int]] | None,
    diagnostics: Diagnostics,
) -> tuple[Concluded, ...]:
    """Return what follows from the outcomes; reports an error where that cannot be told.

    Args:
        sight: The plan with its conclusions, and the records.
        roll_up: The engine's count of records by the states of sets of rules.
        rows: By entity the only records to look at; None for all.
        diagnostics: Where a failure of the chaining is reported.
    """
    if not sight.plan.conclusions:
        return ()
    # Imported late: most programs have no conclusions.
    from ..conclusions.chainers.failure import ChainingError
    from ..conclusions.draw import draw
    from ..conclusions.explain_chain import explain_conclusions

    try:
        drawn = draw(sight.plan.conclusions, sight.store, roll_up, rows)
    except ChainingError as error:
        diagnostics.error(
            "SKU-C008",
            f"no conclusions could be drawn: {error}",
            help="without the package durable-rules they are drawn by skulint itself",
        )
        return ()
    return explain_conclusions(sight, drawn)


def pooled(
    sight: Sight,
    members: Callable[[Pool], PoolMembers | None],
    roll_up: RollUp,
) -> tuple[Pooled, ...]:
    """Return the verdicts on the pools of a run."""
    if not sight.plan.pools:
        return ()
    from ..pools.draw import draw_pools

    return draw_pools(sight, members, roll_up)
