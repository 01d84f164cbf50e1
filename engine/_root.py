"""Tells a seller, before applying, which stores and SKUs meet a program's conditions."""

from typing import TYPE_CHECKING

# The build takes it from here: to ask an installation for it takes longer than to start Python.
__version__ = "0.1.0"

if TYPE_CHECKING:
    from skulint.engine.api import Checked as Checked
    from skulint.engine.api import CheckError as CheckError
    from skulint.engine.api import check as check
else:

    def __getattr__(name: str) -> object:
        """Look a public name up on first use, so that the command starts at once."""
        if name not in ("CheckError", "Checked", "check"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from skulint.engine import api

        found = getattr(api, name)
        globals()[name] = found
        return found
