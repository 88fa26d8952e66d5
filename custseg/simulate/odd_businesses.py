"""Which odd businesses must an answer survive, what must it say of each, and what did their customers do later?

`simulate_business`, `business_kinds`; `Business` is what one is.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import check_whole, listed, typed
from ._business_exports import EXPORTS, Export
from ._business_visits import Visits, draw_visits
from ._streams import own_stream

LAST_DAY = pd.Timestamp("2023-12-31")


class Business(NamedTuple):
    """One simulated business: its export, and what only the simulator knows.

    Attributes
    ----------
    kind : str
        As in :func:`business_kinds`.
    rows : DataFrame
        The export: ``customer_id``, ``date``, ``amount``, of some kinds ``order_id``; of "one_row_per_customer" a table
        of customers.
    customers : DataFrame
        The truth, index ``customer_id``: everybody who had bought by `as_of`, also who is not in the export. ``sim_``
        columns are what they were drawn with; ``later_purchases`` and ``later_amount`` what each bought in the
        `later_days` after `as_of`.
    as_of : Timestamp
        The last day of the export.
    asked_on : Timestamp
        The day on which it was exported; later than `as_of` if the export is stale.
    later_days : int
        How long the future is known.
    forecast : bool
        Whether it is fair to compare a forecast of the export with what came.
    topic : str
        A key of what an answer must say.
    says : str
        The same in words.
    """

    kind: str
    rows: pd.DataFrame
    customers: pd.DataFrame
    as_of: pd.Timestamp
    asked_on: pd.Timestamp
    later_days: int
    forecast: bool
    topic: str
    says: str


@typed
def business_kinds() -> pd.DataFrame:
    """List the kinds of businesses, and what an answer must say of each.

    Returns
    -------
    DataFrame
        Index ``kind``; ``number`` (0 is the plain shop), ``topic`` (a key), ``says`` (words), ``forecast`` (whether
        what came later is fair to compare with).

    See Also
    --------
    simulate_business : Makes one.

    Examples
    --------
    >>> from custseg.simulate import business_kinds
    >>> kinds = business_kinds()
    >>> len(kinds), kinds.loc["three_weeks", "says"]
    (26, 'three weeks cannot tell who stays')
    """
    rows = [{name: shape[name] for name in ("kind", "number", "topic", "says", "forecast")} for shape in _shapes()]
    return pd.DataFrame(rows).set_index("kind")


@typed
def simulate_business(
    kind: str, *, customers: int | None = None, random_state: int | np.random.RandomState | None = None
) -> Business:
    """Make one business of a kind that answers stumble over: its export, and the truth beside it.

    Customers buy as in the Pareto/NBD model at amounts of the Gamma-Gamma model, unless the kind says otherwise: by
    contract, by the calendar, once a year. Then the export is made odd: a guest, a till, 92 days late, prices times
    ten, every row twice.

    Parameters
    ----------
    kind : str
        A row of :func:`business_kinds`.
    customers : int, optional
        How many customers instead of those that the kind has, 600 for most.
    random_state : int or RandomState, optional
        Seed. Two kinds do not share their draws.

    Returns
    -------
    Business
        ``rows``, ``customers`` (truth), ``as_of``, ``asked_on``, ``later_days``, ``forecast``, ``topic``, ``says``.

    Raises
    ------
    ValueError
        If there is no such kind, or `customers` is below 1.

    See Also
    --------
    business_kinds : All kinds.
    simulate_pareto_nbd : Purchase histories without an export.

    Examples
    --------
    >>> from custseg.simulate import simulate_business
    >>> shop = simulate_business("export_92_days_late", random_state=1)
    >>> (shop.asked_on - shop.as_of).days, list(shop.rows.columns)
    (92, ['customer_id', 'date', 'amount'])
    >>> bool(shop.customers["later_amount"].sum() > 0)
    True
    """
    shape = _shape(kind)
    if customers is not None:
        shape = {**shape, "customers": check_whole(customers, "customers", at_least=1)}
    chance = own_stream(random_state, f"business {kind}")
    visits = draw_visits(shape, chance)
    first_day = LAST_DAY - pd.Timedelta(days=shape["days"] - 1)
    seen = visits.day < shape["days"]
    ids = np.array([f"K{number:05}" for number in range(1, len(visits.truth) + 1)])
    rows = pd.DataFrame(
        {
            "customer_id": ids[visits.customer[seen]],
            "date": first_day + pd.to_timedelta(visits.day[seen], "D"),
            "amount": visits.amount[seen],
        }
    ).sort_values("date", kind="stable", ignore_index=True)
    if twist := shape.get("twist"):
        rows = EXPORTS[twist](Export(rows, first_day, LAST_DAY, chance)).reset_index(drop=True)
    return Business(
        kind=kind,
        rows=rows,
        customers=_truth(visits, shape).set_index(pd.Index(ids, name="customer_id")),
        as_of=LAST_DAY,
        asked_on=LAST_DAY + pd.Timedelta(days=shape.get("asked_later", 0)),
        later_days=shape["later_days"],
        forecast=shape["forecast"],
        topic=shape["topic"],
        says=shape["says"],
    )


def _truth(visits: Visits, shape: dict[str, Any]) -> pd.DataFrame:
    """Add to what the customers were drawn with what each of them bought after the export."""
    n, later = len(visits.truth), visits.day >= shape["days"]
    later_amount = np.bincount(visits.customer[later], weights=visits.amount[later], minlength=n)
    return visits.truth.assign(
        later_purchases=np.bincount(visits.customer[later], minlength=n), later_amount=later_amount.round(2)
    )


def _shape(kind: str) -> dict[str, Any]:
    found = [shape for shape in _shapes() if shape["kind"] == kind]
    if not found:
        names = [shape["kind"] for shape in _shapes()]
        raise ValueError(f"kind must be one of {listed(names, len(names))}; found {kind!r}.")
    return found[0]


@cache
def _shapes() -> tuple[dict[str, Any], ...]:
    text = (files("custseg.simulate") / "odd_businesses.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    return tuple({**entries["plain"], **business} for business in entries["business"])
