"""Tells a seller, before applying, which stores and SKUs meet a program's conditions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skulint.engine.api import Checked as Checked
    from skulint.engine.api import CheckError as CheckError
    from skulint.engine.api import check as check

    __version__: str
else:

    def __getattr__(name: str) -> object:
        """Look a public name up on first use, so that `skulint --version` stays quick."""
        if name == "__version__":
            from skulint.engine.resources import version

            found = version()
        elif name in ("CheckError", "Checked", "check"):
            from skulint.engine import api

            found = getattr(api, name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found
