"""What a check that looks only at what changed is told, and what it says it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Earlier:
    """The inputs of a check as they were at a revision, laid out as files to read.

    `whole` names what changed besides facts, such as a file of rules: then every record counts.
    `added` names inputs that the revision does not have.
    """

    revision: str
    commit: str
    files: tuple[str, ...] = ()
    entity_of: Mapping[Path | str, str] = field(default_factory=lambda: MappingProxyType({}))
    whole: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    #: True when no input differs, so that nothing needs to be compared.
    same: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """What a report says of the records that changed since a revision, by entity.

    `changed` counts records that were checked, `same` those left out, `gone` those no longer
    there. `findings` counts those of unchanged records that others need, such as their store.
    """

    revision: str
    commit: str
    changed: Mapping[str, int]
    same: Mapping[str, int]
    gone: Mapping[str, int]
    findings: int = 0
    whole: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
