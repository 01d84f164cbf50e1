"""Tells a seller, before applying, which stores and SKUs meet a program's conditions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """Return `__version__`, looked up on first use since reading metadata is slow."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("skulint")
        except PackageNotFoundError:  # a source tree on the path, never installed
            found = "0+unknown"
        globals()[name] = found
        return found
