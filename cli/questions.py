"""Answers from options, and from questions on a terminal for those that were left out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click

#: Gives the answer to keep, or raises `click.UsageError` with what is wrong.
Check = Callable[[str], str]


def any_text(answer: str) -> str:
    """Take any answer that is not blank."""
    if not answer.strip():
        raise click.UsageError("a blank answer says nothing")
    return answer.strip()


def one_of(names: Sequence[str], what: str) -> Check:
    """Take one of some names."""

    def check(answer: str) -> str:
        from skulint.engine.text.suggest import did_you_mean

        if answer not in names:
            listed = ", ".join(names) if len(names) <= 20 else f"one of {len(names)} names"
            hint = did_you_mean(answer, names) or f"use {listed}"
            raise click.UsageError(f"there is no {what} `{answer}`; {hint}")
        return answer

    return check


@dataclass(frozen=True, slots=True)
class Interview:
    """Asks for what was not given; without a terminal, what is needed must be given."""

    given: Mapping[str, str | None]
    words: Mapping[str, str]

    def require(self, names: Sequence[str]) -> None:
        """Without a terminal, refuse to go on while any of these was not given."""
        missing = [name for name in names if self.given.get(name) is None]
        if missing and not sys.stdin.isatty():
            listed = ", ".join(f"`--{name.replace('_', '-')}`" for name in missing)
            raise click.UsageError(f"there is no terminal to ask on; add {listed}")

    def answer(
        self, name: str, check: Check = any_text, default: str | None = None, hint: str = ""
    ) -> str:
        """Return what was given, or else ask until the answer is fit."""
        found = self.given.get(name)
        if found is not None:
            return check(found)
        if not sys.stdin.isatty():
            return check(default or "")
        question = self.words[name] + (f" ({hint})" if hint else "")
        answer: str = click.prompt(question, default=default, value_proc=check, err=True)
        return answer
