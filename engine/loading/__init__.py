"""Loads packs of rules and files of parameters and cases, and builds the plan of a check."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cases import load_cases, subjects_of
    from .kept import kept_rulebook
    from .pack_paths import packs_with
    from .parameters import load_parameters
    from .plan import build_plan
    from .rulebook import load_rulebook
    from .waivers import load_baseline, load_waivers

__all__ = [
    "build_plan",
    "kept_rulebook",
    "load_baseline",
    "load_cases",
    "load_parameters",
    "load_rulebook",
    "load_waivers",
    "packs_with",
    "subjects_of",
]

_HOMES = {
    "build_plan": "plan",
    "kept_rulebook": "kept",
    "load_baseline": "waivers",
    "load_cases": "cases",
    "load_parameters": "parameters",
    "load_rulebook": "rulebook",
    "load_waivers": "waivers",
    "packs_with": "pack_paths",
    "subjects_of": "cases",
}


def __getattr__(name: str) -> object:
    """Look a name up on first use: a check with a kept rule book needs little of this room."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    return found
