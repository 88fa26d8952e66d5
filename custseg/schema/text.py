"""Which text may be shown as it stands? Anything but what would move, hide or end the text around it.

Offers `printable` for one line and `without_controls` for a text of many.
"""

import re

# control characters, line ends included, lone surrogates, and marks that turn the direction of what follows
_LINE_ENDS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_CONTROLS = re.compile(rf"(?![\n\t]){_UNFIT.pattern}")
STAND_IN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    r"""Return text that is safe in a terminal, a message, a sentence and a page.

    Parameters
    ----------
    text : str
        Anything that came from a file: a name, an identifier, a cell.

    Returns
    -------
    str
        The same text on one line: line ends and tabs became spaces; control characters, lone surrogates and marks
        that turn the direction of writing became U+FFFD.

    Examples
    --------
    >>> printable("Ann\nLee")
    'Ann Lee'
    >>> printable("red \x1b[31m")
    'red �[31m'
    """
    return _UNFIT.sub(STAND_IN, _LINE_ENDS.sub(" ", text))


def without_controls(text: str) -> str:
    r"""Return a text of several lines without what a file of text must not hold.

    Parameters
    ----------
    text : str
        A page, or any other text of several lines.

    Returns
    -------
    str
        The same text; line ends and tabs stay, what else `printable` replaces became U+FFFD.

    Examples
    --------
    >>> without_controls("one\ntwo\0")
    'one\ntwo�'
    """
    return _CONTROLS.sub(STAND_IN, text)
