"""In which words is it said? Sentences of figures, tables and pages, one file a page or room, one folder a language.

`phrases` gives them all.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from string import Formatter

from ..schema import SchemaError, listed
from ._toml_files import entry_names, file_text, parse_toml

_TABLE = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_NAME = re.compile(r"\s*([\w-]+)\s*=")
_PARTS = ("holds", "otherwise")  # of a claim; the second may be left out


def phrases(language: str = "en") -> dict[str, str]:
    """Sentence templates of figures, tables and pages.

    Parameters
    ----------
    language : str
        Code of a language that the catalogue has: a folder of ``phrases/``.

    Returns
    -------
    dict of str to str
        ``str.format`` templates by key. The key is the name of the file and the name within it, joined by a dot; a
        claim is a table with the wordings ``holds`` and ``otherwise``, and has a key for each.

    Raises
    ------
    TypeError
        If the language is no text.
    ValueError
        If the catalogue does not have the language.
    SchemaError
        If a file breaks these rules: every problem of all files, each with its file. An id that stands twice in a
        file is named with its line.

    See Also
    --------
    custseg.exhibit.phrase, custseg.exhibit.claim : What fills them in.

    Examples
    --------
    >>> from custseg.catalogue import phrases
    >>> phrases()["profile.largest"].format(segment="loyal", share=0.4, share_of_amount=0.5)
    'The largest segment is loyal: 40% of customers and 50% of the money.'
    """
    if not isinstance(language, str):
        raise TypeError(f"language must be the code of a language such as 'en', found {type(language).__name__}.")
    return dict(_templates(language))


def read_wordings(name: str, text: str) -> dict[str, str]:
    r"""Read one file of wordings.

    Parameters
    ----------
    name : str
        Its name without the ending: what its keys begin with.
    text : str
        TOML: ``placed = "..."`` is a phrase, a table ``[fifth]`` with ``holds`` and perhaps ``otherwise`` a claim.

    Returns
    -------
    dict of str to str
        Template by key.

    Raises
    ------
    SchemaError
        Every problem of the file at once.

    Examples
    --------
    >>> read_wordings("fall", '[both]\nholds = "Both fell."\notherwise = "Not both fell."')
    {'fall.both.holds': 'Both fell.', 'fall.both.otherwise': 'Not both fell.'}
    """
    if twice := _named_twice(text):
        raise SchemaError(*(f"{name}.toml: {problem}" for problem in twice))
    found: dict[str, str] = {}
    problems: list[str] = []
    for entry, value in parse_toml(text, f"{name}.toml").items():
        if isinstance(value, dict) and "holds" in value and set(value) <= set(_PARTS):
            found |= {f"{name}.{entry}.{part}": wording for part, wording in value.items()}
        elif isinstance(value, dict):
            problems.append(f"[{entry}] must have 'holds', may have 'otherwise' and nothing else; found {list(value)}.")
        else:
            found[f"{name}.{entry}"] = value
    problems += [f"{key}: {fault}" for key, wording in found.items() if (fault := _fault(wording))]
    if problems:
        raise SchemaError(*(f"{name}.toml: {problem}" for problem in problems))
    return found


@cache
def _templates(language: str) -> dict[str, str]:
    known = sorted(folder.name for folder in (files(__package__) / "phrases").iterdir() if folder.is_dir())
    if language not in known:
        raise ValueError(f"There is no set of phrases '{language}' in the catalogue; it holds {listed(known, 20)}.")
    found: dict[str, str] = {}
    problems: list[str] = []
    for name in entry_names(f"phrases/{language}"):
        try:
            found |= read_wordings(name, file_text(f"phrases/{language}/{name}.toml"))
        except SchemaError as error:
            problems += error.problems
    if problems:
        raise SchemaError(*problems)
    return found


def _named_twice(text: str) -> list[str]:
    """Say which names stand twice, with their lines: the reader of TOML would not name a key."""
    places: dict[str, list[int]] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if table := _TABLE.match(line):
            inside = f"{table[1]}."
        if named := table or _NAME.match(line):
            name = named[1] if table else f"{inside}{named[1]}"
            places.setdefault(name, []).append(number)
    return [
        f"'{name}' stands in lines {' and '.join(map(str, lines))}; give one of them another name."
        for name, lines in places.items()
        if len(lines) > 1
    ]


def _fault(wording: object) -> str:
    if not isinstance(wording, str) or not wording.strip():
        return f"a wording is text; found {wording!r}."
    try:
        fields = [field for _, field, _, _ in Formatter().parse(wording) if field is not None]
    except ValueError as error:
        return f"{wording!r} is no template ({error})."
    odd = [field for field in fields if not field.isidentifier()]
    return f"a field is a bare name; found {odd}." if odd else ""
