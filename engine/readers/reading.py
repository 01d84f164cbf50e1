"""What a reader is asked for."""

from __future__ import annotations

import tempfile
import weakref
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath

from .encodings import UTF8, Encoding
from .recognise import Recogniser


class TemporaryFile:
    """A temporary file that is deleted with this object, or when the program ends."""

    def __init__(self, suffix: str = "") -> None:
        """Make an empty file."""
        with tempfile.NamedTemporaryFile(prefix="skulint-", suffix=suffix, delete=False) as file:
            self.path = Path(file.name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """What somebody said about all inputs: encoding, currency, and the day of the check."""

    encoding: str | None = None
    as_of: datetime | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read: its path, its name for people, and its entity where somebody said it.

    `path` may be a copy, unpacked or decoded, that `kept` keeps; `inner` is then the name whose
    ending and stem count, and `sha256` is that of what the user named.
    """

    path: Path
    name: str
    recogniser: Recogniser
    told: str | None = None
    inner: str | None = None
    sha256: str | None = None
    kept: tuple[object, ...] = field(default=(), repr=False)
    encoding: Encoding = UTF8
    settings: Settings = Settings()
    #: True for a file nobody named, found in a folder or an archive: it may be anything.
    found: bool = False

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.inner or self.path.name).stem

    @property
    def ending(self) -> str:
        """The file's ending, in lower case with its dot."""
        return PurePath(self.inner or self.path.name).suffix.lower()
