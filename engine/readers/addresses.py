"""Tells addresses of databases from names of files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: The dialect of each scheme.
SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "sqlite": "sqlite",
        "postgresql": "postgres",
        "postgres": "postgres",
        "mysql": "mysql",
        "mariadb": "mysql",
    }
)


def is_database(name: str) -> bool:
    """Tell whether a name of the command line is the address of a database."""
    scheme, sign, _ = name.partition("://")
    return bool(sign) and scheme.lower() in SCHEMES
