"""Text made harmless inside Markdown, as GitHub and GitLab read it."""

from __future__ import annotations

import re

from ..text.safe_text import sanitise

# Entities are read as plain characters by every dialect, while a backslash is not undone inside
# code and does not stop the names of people and issues from becoming links.
_PROSE = re.compile(r"[&<>`*_~\[\]|\\#@$!%]|:(?=\S)|(?<=www)\.", re.IGNORECASE)
_ID = re.compile(r"[^\w ./\-\u3000-\u303f]|_|(?<=www)\.", re.IGNORECASE)
#: Between a sign and the word after it, so that nobody is called and no issue is linked.
_APART = "&#8203;"
_CALLS = frozenset("@#!$%~&")


def prose(text: str, limit: int = 600) -> str:
    """Return a sentence as Markdown that shows exactly its characters."""
    return _PROSE.sub(_entity, sanitise(text, limit))


def code(text: str, limit: int = 200) -> str:
    """Return an id as code, in which no program looks for names or links."""
    shown = sanitise(text, limit)
    return f"<code>{_ID.sub(lambda match: f'&#{ord(match[0])};', shown)}</code>"


def _entity(match: re.Match[str]) -> str:
    character = match[0]
    entity = f"&#{ord(character)};"
    after = match.string[match.end() : match.end() + 1]
    return entity + _APART if character in _CALLS and after.isalnum() else entity
