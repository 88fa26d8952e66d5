"""How do sentences and claims become a paragraph, and paragraphs a text?

`paragraph` and `paragraphs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from ..schema import typed
from .claim_records import FACT, Claim
from .sentences import Sentence, as_markdown


class Prose(Sentence):
    """Text with claims in it, which carries their records.

    Attributes
    ----------
    claims : tuple of Claim
        In reading order.
    """

    claims: tuple[Claim, ...]

    def __new__(cls, text: str, markdown: str, claims: tuple[Claim, ...]) -> Prose:
        """Keep both readings and the claims."""
        made = cast("Prose", super().__new__(cls, text, markdown))
        made.claims = claims
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.markdown, self.claims

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(), FACT: [one.fact() for one in self.claims]}


@typed
def paragraph(*sentences: str | Claim) -> Sentence:
    """Join sentences and claims into one paragraph.

    Parameters
    ----------
    *sentences : Claim, Sentence or str
        In reading order. A plain string is shown literally.

    Returns
    -------
    Sentence
        Text that shows itself as Markdown. With claims in it, it carries the list of their records.

    Raises
    ------
    ValueError
        If there is none, or if one is empty.

    See Also
    --------
    paragraphs : Sets paragraphs below each other.

    Examples
    --------
    >>> from custseg.exhibit import claim, paragraph, sentence
    >>> paragraph(sentence("We asked {n}.", n=10), claim("asked.few", holds=True, wording="Few answered."))
    'We asked 10. Few answered.'
    """
    return _joined(sentences, " ", "paragraph: expected one or more sentences with text in them.")


@typed
def paragraphs(*parts: str | Claim) -> Sentence:
    """Set paragraphs below each other: an answer, what explains it, the source of the data.

    Parameters
    ----------
    *parts : Claim, Sentence or str
        In reading order, each a paragraph of its own. A plain string is shown literally.

    Returns
    -------
    Sentence
        Text that shows itself as Markdown. With claims in it, it carries the list of their records.

    Raises
    ------
    ValueError
        If there is none, or if one is empty.

    See Also
    --------
    paragraph : Joins sentences.

    Examples
    --------
    >>> from custseg.exhibit import claim, paragraphs, sentence
    >>> answer = claim("asked.few", holds=True, wording="**No: {n} of 10 answered.**", n=3)
    >>> print(paragraphs(answer, sentence("*One shop, {year}.*", year=1997)).markdown)
    **No: 3 of 10 answered.**
    <BLANKLINE>
    *One shop, 1997.*
    """
    return _joined(parts, "\n\n", "paragraphs: expected one or more paragraphs with text in them.")


def _joined(parts: Sequence[str | Claim], between: str, asked: str) -> Sentence:
    texts = [one.text if isinstance(one, Claim) else one for one in parts]
    if not texts or not all(text.strip() for text in texts):
        raise ValueError(asked)
    plain, markdown = between.join(texts), between.join(map(as_markdown, texts))
    claims = tuple(claim for part in parts for claim in _claims(part))
    return Prose(plain, markdown, claims) if claims else Sentence(plain, markdown)


def _claims(part: str | Claim) -> tuple[Claim, ...]:
    return (part,) if isinstance(part, Claim) else getattr(part, "claims", ())
