"""What can be done about a problem, for a program? The arguments and calls that its sentence names.

Offers `remedies_in` for one sentence, `with_remedies` to write them otherwise, `merged` and `pasted` for a call that
holds several remedies, and `quoted`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .signatures import typed

ARGUMENTS = (
    "columns", "answers", "decimal", "dayfirst", "yearfirst", "duplicates", "encoding", "separator", "sheet", "unclear",
    "only_returns", "refunds", "missing", "name", "leave_out", "keep", "turn_sign",
)  # fmt: skip
SET_ASIDE = "read_transactions_with_rejects"
_ARGUMENT = re.compile(rf"\b({'|'.join(ARGUMENTS)})=(?=[\[{{'\"\w])")
_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_LITERAL = re.compile(
    rf"\{{(?:[^{{}}'\"]|{_STRING})*\}}|\[(?:[^\[\]'\"]|{_STRING})*\]|{_STRING}|True|False|None|-?\d+(?:\.\d+)?"
)
_OPEN = ("...", "…")


def remedies_in(sentence: str) -> tuple[dict[str, Any], ...]:
    r"""Give the remedies that a sentence names, in its order: arguments with a value, or a call.

    Parameters
    ----------
    sentence : str
        A problem, such as those of a `SchemaError`.

    Returns
    -------
    tuple of dict
        Each is one way out: ``{"dayfirst": True}``, or ``{"call": "read_transactions_with_rejects"}``. A value that
        the reader has to fill in (``"..."``) is no remedy.

    Examples
    --------
    >>> remedies_in("Pass dayfirst=True for 2024-01-05 or dayfirst=False for 2024-05-01.")
    ({'dayfirst': True}, {'dayfirst': False})
    >>> remedies_in('Pass columns={"date": "..."} to read_transactions.')
    ()
    """
    found = []
    for match in _ARGUMENT.finditer(sentence):
        value = _LITERAL.match(sentence, match.end())
        if value is None or any(f"{mark}{dots}{mark}" in value[0] for dots in _OPEN for mark in "'\""):
            continue
        try:
            found.append({match[1]: ast.literal_eval(value[0])})
        except (ValueError, SyntaxError):
            continue
    if SET_ASIDE in sentence:
        found.append({"call": SET_ASIDE})
    return tuple(found)


def with_remedies(sentence: str, write: Callable[[str, Any], str]) -> str:
    """Write the arguments that a sentence names in another form.

    Parameters
    ----------
    sentence : str
        A problem or a note.
    write : callable
        Gets the name of an argument and its value, and gives what stands in their place. A value that the reader has to
        fill in is ``"..."``.

    Returns
    -------
    str
        The sentence; what is no argument stays as it is.

    Examples
    --------
    >>> with_remedies("Pass dayfirst=True or dayfirst=False.", lambda name, value: f"<{name} {value}>")
    'Pass <dayfirst True> or <dayfirst False>.'
    """
    parts, end = [], 0
    for match in _ARGUMENT.finditer(sentence):
        value = _LITERAL.match(sentence, match.end())
        if value is None or match.start() < end:
            continue
        try:
            read = ast.literal_eval(value[0])
        except (ValueError, SyntaxError):
            continue
        parts += [sentence[end : match.start()], write(match[1], read)]
        end = value.end()
    return "".join([*parts, sentence[end:]])


def quoted(header: str) -> str:
    r"""Write a header as a literal that can be pasted, whatever stands in it.

    Parameters
    ----------
    header : str
        A header of a file.

    Returns
    -------
    str
        In double quotation marks.

    Examples
    --------
    >>> print(quoted('19" screens'))
    "19\" screens"
    """
    return json.dumps(str(header), ensure_ascii=False)


@typed
def merged(remedies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Put remedies together: mappings are joined, of two values for one argument the first stays.

    Parameters
    ----------
    remedies : iterable of mapping
        Arguments with their values, see `remedies_in`.

    Returns
    -------
    dict
        The arguments of one call.

    Raises
    ------
    TypeError
        If a remedy is no mapping.

    Examples
    --------
    >>> merged([{"columns": {"date": "Day"}}, {"columns": {"amount": "Sum"}}, {"dayfirst": True}])
    {'columns': {'date': 'Day', 'amount': 'Sum'}, 'dayfirst': True}
    """
    together: dict[str, Any] = {}
    for remedy in remedies:
        if not isinstance(remedy, Mapping):
            raise TypeError(f"a remedy is a mapping of arguments, found {type(remedy).__name__}.")
        for name, value in remedy.items():
            if isinstance(value, Mapping):
                before = together.get(name, {})
                together[name] = {**before, **{key: one for key, one in value.items() if key not in before}}
            else:
                together.setdefault(name, value)
    return together


@typed
def pasted(source: str, settings: Mapping[str, Any]) -> str:
    """Write the call that holds `settings`, as one line of Python.

    Parameters
    ----------
    source : str
        What is read, as it stands in the call.
    settings : mapping
        Arguments with their values; ``call`` names another function than `read_transactions`.

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> pasted("'sales.csv'", {"dayfirst": True, "columns": {"date": "Day"}})
    "read_transactions('sales.csv', dayfirst=True, columns={'date': 'Day'})"
    """
    call = settings.get("call", "read_transactions")
    arguments = [f"{name}={value!r}" for name, value in settings.items() if name != "call"]
    return f"{call}({', '.join([source, *arguments])})"
