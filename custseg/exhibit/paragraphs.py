"""How do sentences and claims become one paragraph?

`paragraph`.
"""

from __future__ import annotations

from typing import Any

from ..schema import typed
from .claims import FACT, Claim
from .sentences import Sentence, as_markdown


class Paragraph(Sentence):
    """A paragraph with claims in it: text that carries their records.

    Attributes
    ----------
    claims : tuple of Claim
        In reading order.
    """

    claims: tuple[Claim, ...]

    def __new__(cls, text: str, markdown: str, claims: tuple[Claim, ...]) -> Paragraph:
        """Keep both readings and the claims."""
        made = super().__new__(cls, text, markdown)
        made.claims = claims
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.markdown, self.claims

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(), FACT: [one.fact() for one in self.claims]}


@typed
def paragraph(*sentences: str | Claim) -> Sentence:
    r"""Join sentences and claims into one paragraph.

    Parameters
    ----------
    *sentences : Claim, Sentence or str
        In reading order; a paragraph too. A plain string is shown literally. One that begins with an empty line, as a
        wording may, begins a paragraph of its own.

    Returns
    -------
    Sentence
        Text that shows itself as Markdown. With claims in it, it carries the list of their records.

    Raises
    ------
    ValueError
        If there is none, or if one is empty.

    Examples
    --------
    >>> from custseg.exhibit import claim, paragraph, sentence
    >>> paragraph(sentence("We asked {n}.", n=10), claim("asked.few", holds=True, wording="Few answered."))
    'We asked 10. Few answered.'
    """
    texts = [one.text if isinstance(one, Claim) else one for one in sentences]
    if not texts or not all(text.strip() for text in texts):
        raise ValueError("paragraph: expected one or more sentences with text in them.")
    joined, markdown = _joined([str(text) for text in texts]), _joined([as_markdown(text) for text in texts])
    claims = tuple(one for part in sentences for one in _claims(part))
    return Paragraph(joined, markdown, claims) if claims else Sentence(joined, markdown)


def _claims(part: str | Claim) -> tuple[Claim, ...]:
    return (part,) if isinstance(part, Claim) else getattr(part, "claims", ())


def _joined(texts: list[str]) -> str:
    return "".join(text if not i or text.startswith("\n") else f" {text}" for i, text in enumerate(texts))
