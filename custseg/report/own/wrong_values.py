"""Which values of flags can no page be made with? Found before anything is started, all at once.

`wrong_values` looks at the values, `wrong_in_file` at those that the file must bear out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from ...read import read_cost_tables
from ...read.cost_tables import states_activities
from ...read.meaning.flags import PASTE
from ...schema import SchemaError, as_day, printable
from ...schema.silence import without_warnings

_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG CNH DEM FRF ITL ESP ATS NLG BEF HRK
"""
CURRENCIES = frozenset(_CODES.split())
CALLED = {"RMB": "CNY", "POUND": "GBP", "STG": "GBP", "DOLLAR": "USD", "YEN": "JPY", "YUAN": "CNY", "FRANKEN": "CHF"}


def wrong_values(settings: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with the values of flags, as far as that is seen without the file of purchases.

    Parameters
    ----------
    settings : mapping
        Settings of the notebook.

    Returns
    -------
    list of str
        One sentence each; empty if nothing is wrong.
    """
    checks: dict[str, Callable[[Any], str]] = {"as_of": _day, "currency": _currency, "margin": _margin, "costs": _costs}
    found = (check(settings[name]) for name, check in checks.items() if settings.get(name) is not None)
    return [one for one in found if one]


def wrong_in_file(file: Path, settings: Mapping[str, Any]) -> list[str]:
    """Say which values the file does not bear out: a column to compare by, a day. It is read only if one was given.

    Where all other values are right this need not be asked: the notebook refuses the same when it reads the file.

    Parameters
    ----------
    file : Path
        The file of purchases.
    settings : mapping
        Settings of the notebook; a day that is no day is passed over.

    Returns
    -------
    list of str
        A sentence each; what the file itself leaves open comes with them. Empty if nothing is wrong.
    """
    asked = {name: settings[name] for name in ("by", "as_of") if settings.get(name) is not None}
    if "as_of" in asked and _day(asked["as_of"]):
        del asked["as_of"]
    if not asked:
        return []
    from ...brief import open_book  # brings every room along, 100 MB that the command would hold while cells run

    asked |= {name: settings[name] for name in ("leave_out", "keep", "turn_sign") if name in settings}
    try:
        with without_warnings():
            open_book(file, reading=json.loads(settings.get("reading", "{}")), **asked)
    except SchemaError as error:
        return [*error.problems, *(line for line in str(error).splitlines() if line.startswith(PASTE))]
    except (ValueError, TypeError, OSError):  # the notebook says it
        pass
    return []


def _day(value: str) -> str:
    try:
        as_day(value, "as_of")
    except (TypeError, ValueError):
        return f"--as-of {printable(str(value))} is no day: write year-month-day, such as --as-of 2024-12-31."
    return ""


def _currency(value: str) -> str:
    code = str(value)
    if code in CURRENCIES:
        return ""
    upper = code.upper().strip()
    near = [CALLED[upper]] if upper in CALLED else get_close_matches(upper, sorted(CURRENCIES), n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"--currency {printable(code)} is no code of a currency: three letters by ISO 4217, such as EUR.{hint}"


def _margin(value: float) -> str:
    if 0 <= float(value) <= 1:
        return ""
    return f"--margin {value} is no share of sales: write 30 % as --margin 0.3."


def _costs(value: str) -> str:
    said = printable(str(value))
    try:
        if states_activities(Path(value)):
            return _stated_costs(Path(value), said)
        table = pd.read_csv(Path(value), dtype=str)
    except (OSError, ValueError) as error:
        return f"--costs {said} cannot be read as a CSV with customer_id and cost: {printable(str(error).strip())}"
    lacking = [name for name in ("customer_id", "cost") if name not in table.columns]
    if lacking:
        found = ", ".join(printable(str(name)) for name in table.columns)
        return f"--costs {said} lacks the column {' and '.join(lacking)} (found: {found})."
    bad = table["cost"].isna() | pd.to_numeric(table["cost"], errors="coerce").isna()
    if bad.any():
        return (
            f"--costs {said} has {int(bad.sum()):,} costs that are no number, the first {table['cost'][bad].iloc[0]!r}."
        )
    return ""


def _stated_costs(path: Path, said: str) -> str:
    """Say all that is wrong with stated pools and activities, a line each."""
    try:
        read_cost_tables(path)
    except SchemaError as error:
        return "\n".join(f"--costs {said}: {problem}" for problem in error.problems)
    return ""
