"""The shape of one diagnostic code, apart from the registry so that families can import it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A stable id for one kind of problem, with the text that explains it.

    Attributes:
        id: For instance `SKU-Y011`; never renumbered, never given to another problem.
        title: The problem in a few words, lower case.
        explanation: What is wrong, why it is refused, and what to write instead.
        title_zh: The same title in Chinese.
        explanation_zh: The same in Chinese, with line ends after punctuation only, so that the
            lines can be joined.
    """

    id: str
    title: str
    explanation: str
    title_zh: str
    explanation_zh: str

    def title_in(self, lang: str) -> str:
        """Return the title in a language."""
        return self.title_zh if lang == "zh" else self.title

    def explanation_in(self, lang: str) -> str:
        """Return the explanation in a language, in lines."""
        return self.explanation_zh if lang == "zh" else self.explanation
