"""Loads packs of rules and files of parameters and cases, and builds the plan of a check."""

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
