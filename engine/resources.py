"""Where the packaged rules and schemas lie."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def rules_dir() -> Path:
    """Return the folder of the packaged rules."""
    return _data("rules")


def schemas_dir() -> Path:
    """Return the folder of the packaged JSON schemas."""
    return _data("schemas")


def _data(name: str) -> Path:
    # Resolved, so that in an editable install diagnostics name rules/, not a link in .dev/.
    return (_PACKAGE / name).resolve()
