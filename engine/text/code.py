"""The shape of one diagnostic code, apart from the registry so that families can import it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A stable id for one kind of problem, with the text that explains it.

    Attributes:
        id: For instance `SKU-Y011`; never renumbered, never given to another problem.
        title: The problem in a few words, lower case.
        explanation: What is wrong, why it is refused, and what to write instead.
    """

    id: str
    title: str
    explanation: str
