"""Of what kind is a page, and where does it stand among the others? Both are told by the name of its file.

`kind_of` and `reading_order`; nothing heavy is loaded for them.
"""

import re

KINDS = ("study", "model", "own", "reference")
REFERENCES = ("words", "sources", "coverage")  # in the order in which they are listed

_NAMES = {
    "study": re.compile(r"\d\d-"),
    "model": re.compile(r"m\d+-"),
    "own": re.compile(r"own\b"),
    "reference": re.compile(rf"({'|'.join(REFERENCES)})(\.|$)"),
}


def kind_of(name: str) -> str:
    """Tell the kind of a page from the name of its file; what has no name of a kind is read as a study.

    Parameters
    ----------
    name : str
        Name of a file, with or without its ending.

    Returns
    -------
    str
        One of `KINDS`.

    Examples
    --------
    >>> kind_of("05-do-customers-come-back.ipynb"), kind_of("m1-lifetime-value-by-formula"), kind_of("words.html")
    ('study', 'model', 'reference')
    """
    return next((kind for kind, pattern in _NAMES.items() if pattern.match(name)), "study")


def reading_order(name: str) -> tuple[int, int, str]:
    """Give the place of a page among others: studies, model pages, own pages, references.

    Parameters
    ----------
    name : str
        Name of a file, with or without its ending.

    Returns
    -------
    tuple of int, int, str
        To sort by.

    Examples
    --------
    >>> sorted(["m10-b", "m2-a", "03-c", "01-d"], key=reading_order)
    ['01-d', '03-c', 'm2-a', 'm10-b']
    """
    kind, stem = kind_of(name), name.partition(".")[0]
    if kind == "reference":
        return KINDS.index(kind), REFERENCES.index(stem), name
    number = re.search(r"\d+", stem.partition("-")[0])
    return KINDS.index(kind), int(number[0]) if number else 0, name
