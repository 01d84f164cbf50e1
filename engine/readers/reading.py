"""What a reader is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .recognise import Recogniser


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read: its path, its name for people, and its entity where somebody said it."""

    path: Path
    name: str
    recogniser: Recogniser
    told: str | None = None
