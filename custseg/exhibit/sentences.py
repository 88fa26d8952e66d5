"""How does a computed number get into prose? As a sentence that cannot hold a missing one."""

import math
import re
from collections.abc import Mapping
from numbers import Number
from string import Formatter
from typing import Any

import pandas as pd

from ..catalogue import phrases
from ..schema import printable, typed
from ..schema.argument_checks import float_or_infinite
from .numbers import MISSING

_STARS = re.compile(r"\*{1,2}(?=\S)(.+?)(?<=\S)\*{1,2}")
_MARKDOWN = re.compile(r"([\\`*_\[\]{}<>$~&|#@]|(?<=\\)[()])")
# at the start of a line these make a list, a heading or a rule; in the middle of one an address makes a link
_LINE_START = re.compile(r"^(\s*)(\d+(?=[.)](?:\s|$))|(?=[-+=]+(?:\s|$)))")
_ADDRESS = re.compile(r"(?<=[A-Za-z])(:)(?=//)|(?<=\bwww)(\.)")


class Sentence(str):
    r"""Text that a notebook shows as Markdown; everywhere else it is a plain string.

    Parameters
    ----------
    text : str
        The sentence as it is read: no stars, no escapes.
    markdown : str, optional
        The same sentence as Markdown. By default `text` with everything escaped that Markdown would interpret.

    Attributes
    ----------
    markdown : str

    Examples
    --------
    >>> from custseg.exhibit import Sentence
    >>> Sentence("Ten of *10* came back.").markdown
    'Ten of \\*10\\* came back.'
    """

    markdown: str

    def __new__(cls, text: str, markdown: str | None = None) -> "Sentence":
        """Keep both readings."""
        sentence = super().__new__(cls, printable(text) if markdown is None else text)
        sentence.markdown = escape(text) if markdown is None else markdown
        return sentence

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": str(self)}

    def _repr_pretty_(self, printer: object, cycle: bool) -> None:
        # Without this, IPython shows any string in quotes.
        printer.text(str(self))


@typed
def sentence(template: str, **values: object) -> Sentence:
    """Put computed values into a sentence.

    Parameters
    ----------
    template : str
        Markdown with the fields of `str.format`: ``"The top {share:.0%} bring **{revenue:.0%}**."``. A field is a
        bare name with an optional format.
    **values : number, str or date
        One value for each field. Text is shown literally, whatever it holds.

    Returns
    -------
    Sentence
        Text that shows itself as Markdown.

    Raises
    ------
    ValueError
        If a field has no value, a value no field, or if a value is None, NaN, NaT or infinite (also as the en dash
        that the number formats write for it). All problems are named at once.

    Examples
    --------
    >>> from custseg.exhibit import sentence
    >>> sentence("The top {share:.0%} bring {revenue:.0%} of revenue.", share=0.2, revenue=0.67)
    'The top 20% bring 67% of revenue.'
    """
    fields = _fields(template)
    problems = [f"{name} has no value" for name in fields if name not in values]
    problems += [f"{name} is not in the template" for name in values if name not in fields]
    problems += [f"{name} is {fault}" for name, value in values.items() if (fault := _fault(value))]
    if problems:
        raise ValueError(f"sentence: {'; '.join(problems)}. The template is {template!r}.")
    return _filled(template, values)


@typed
def phrase(key: str, language: str = "en", **values: object) -> Sentence:
    """Put computed values into a sentence of the catalogue.

    Parameters
    ----------
    key : str
        Which sentence, e.g. ``"plot.top_brings"``.
    language : str
        Language of the catalogue's file.
    **values : number, str or date
        As in `sentence`.

    Returns
    -------
    Sentence
        Text that shows itself as Markdown.

    Raises
    ------
    ValueError
        If the catalogue lacks the key, and as in `sentence`.

    Examples
    --------
    >>> from custseg.exhibit import phrase
    >>> phrase("plot.and", before="Ann", last="Bob")
    'Ann and Bob'
    """
    known = phrases(language)
    if key not in known:
        room = key.partition(".")[0]
        near = sorted(name for name in known if name.partition(".")[0] == room) or sorted(known)
        raise ValueError(f"phrase: the catalogue has no {key!r} in {language!r} (found: {', '.join(near)}).")
    return sentence(known[key], **values)


def gaps_in(values: Mapping[str, object]) -> list[str]:
    """Name the values that no sentence can hold: what is missing, infinite, or several in one."""
    return [name for name, value in values.items() if _fault(value)]


def sentence_with_gaps(template: str, **values: object) -> Sentence:
    """Put values into a sentence that is shown crossed out only: what it cannot hold is an en dash there."""
    gaps = gaps_in(values)
    return _filled(template, {name: _Gap() if name in gaps else value for name, value in values.items()})


def as_markdown(text: str) -> str:
    """Return the Markdown of a sentence, or a plain string with its special characters escaped."""
    return text.markdown if isinstance(text, Sentence) else escape(text)


def escape(text: str) -> str:
    """Return text that Markdown shows literally, on one line and wherever it stands."""
    literal = _MARKDOWN.sub(r"\\\1", printable(text).strip())
    literal = _ADDRESS.sub(lambda found: f"\\{found[0]}", literal)
    return _LINE_START.sub(r"\1\2\\", literal)


def _fields(template: str) -> list[str]:
    try:
        parts = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError as fault:
        raise ValueError(f"sentence: {template!r} cannot be read: {fault}.") from None
    odd = [
        f"{name}{f'!{turned}' if turned else ''}"
        for _, name, _, turned in parts
        if turned or not str(name).isidentifier()
    ]
    if odd:
        raise ValueError(f"sentence: a field is a bare name, found {odd} in {template!r}.")
    return [str(name) for _, name, _, _ in parts]


def _fault(value: Any) -> str | None:
    if not pd.api.types.is_scalar(value):
        return f"a {type(value).__name__}, one value was expected"
    if pd.isna(value) or value == MISSING:
        return "missing"
    if isinstance(value, Number) and not isinstance(value, complex) and not math.isfinite(float_or_infinite(value)):
        return "infinite"
    return None


def _filled(template: str, values: Mapping[str, object]) -> Sentence:
    literal = {name: _literal(value) if isinstance(value, str) else value for name, value in values.items()}
    plain = {name: printable(value) if isinstance(value, str) else value for name, value in values.items()}
    try:
        return Sentence(_STARS.sub(r"\1", template).format(**plain), template.format(**literal))
    except (TypeError, ValueError) as fault:
        raise ValueError(f"sentence: {fault}. The template is {template!r}.") from None


def _literal(value: str) -> str:
    return str(value.markdown) if isinstance(value, Sentence) else _Literal(value)


class _Literal(str):
    """A value of text: formatted first, then escaped, so that a customer's name cannot become Markdown."""

    def __format__(self, form: str) -> str:
        return escape(format(str(self), form))


class _Gap:
    """Stands for a value that is missing, whatever the format of its field."""

    def __format__(self, form: str) -> str:
        return MISSING
