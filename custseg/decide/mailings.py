"""What was known of each customer on the day they were mailed, and who was chosen?

`mailing_table` answers the first question, `targeting_table` the second.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, require_frame, typed
from ..tables import customer_table

HISTORY = ["recency", "frequency", "amount", "mean_amount", "tenure", "mailed_before", "answered_before"]


@typed
def mailing_table(transactions: pd.DataFrame, mailings: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Put together, for every mailing, what was known the day before and whether it was answered.

    The first two steps of the mining process (数据取样 sample, 数据探索 explore): the question is who answers an offer,
    the rows are customers who got one, and nothing in a row is younger than the offer but the answer.

    Parameters
    ----------
    transactions : DataFrame
        Purchases; see `custseg.tables.customer_table`.
    mailings : DataFrame
        One row per customer and campaign: ``customer_id``, ``campaign_id``, ``start_date``. Other columns, such as
        ``end_date``, are what else is known of the campaign beforehand.
    answers : DataFrame
        One row per answer: ``customer_id``, ``campaign_id``, ``date``. Several answers count as one.

    Returns
    -------
    DataFrame
        Index ``campaign_id``, ``customer_id``, ordered by start. Columns ``start_date``; ``recency``, ``frequency``,
        ``amount``, ``mean_amount``, ``tenure`` as of the day before; ``mailed_before`` and ``answered_before``:
        earlier campaigns sent to, and answered by, the customer before this one began; ``answered`` (bool); and the
        other columns of `mailings`.
        ``attrs["without_history"]``: mailings left out because the customer had bought nothing yet.

    Raises
    ------
    SchemaError
        Missing columns, customers mailed twice in one campaign, campaigns with several starts, answers to campaigns
        that the customer did not get, no purchase before the first mailing.

    See Also
    --------
    targeting_table : Who was mailed and who was not, in one campaign.
    predict_answers : Learns from this table.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> bought = pd.DataFrame({"customer_id": ["a", "b"], "date": day(["2024-01-01"] * 2), "amount": [5.0, 7.0]})
    >>> mailed = pd.DataFrame({"customer_id": ["a", "b"], "campaign_id": [1, 1], "start_date": day(["2024-02-01"] * 2)})
    >>> answers = pd.DataFrame({"customer_id": ["b"], "campaign_id": [1], "date": day(["2024-02-03"])})
    >>> mailing_table(bought, mailed, answers)["answered"].tolist()
    [False, True]
    """
    _check(mailings, answers)
    first = answers.groupby(["campaign_id", "customer_id"])["date"].min().rename("answer_date").reset_index()
    rows = mailings.merge(first, how="left", on=["campaign_id", "customer_id"])
    parts, lost = [], 0
    for start, mailed in rows.sort_values("start_date", kind="stable").groupby("start_date"):
        known = _history(transactions, start)
        part = mailed.merge(known, how="inner", left_on="customer_id", right_index=True)
        lost += len(mailed) - len(part)
        part["mailed_before"] = _earlier(part, mailings, "start_date", start)
        part["answered_before"] = _earlier(part, first, "answer_date", start)
        parts.append(part)
    table = pd.concat(parts)
    if table.empty:
        raise SchemaError("nobody had bought anything before a mailing: nothing was known of those who were mailed.")
    table["answered"] = table["answer_date"].notna()
    others = [name for name in mailings.columns if name not in ("campaign_id", "customer_id", "start_date")]
    table = table.set_index(["campaign_id", "customer_id"])[["start_date", *HISTORY, "answered", *others]]
    table.attrs = {"without_history": lost}
    return table


@typed
def targeting_table(transactions: pd.DataFrame, mailings: pd.DataFrame, *, campaign_id: object) -> pd.DataFrame:
    """Compare who was mailed with who was not: targeting is selection.

    Parameters
    ----------
    transactions : DataFrame
        Purchases; see `custseg.tables.customer_table`.
    mailings : DataFrame
        One row per customer and campaign: ``customer_id``, ``campaign_id``, ``start_date``.
    campaign_id : object
        The campaign.

    Returns
    -------
    DataFrame
        Index ``mailed`` (False, True); ``customers`` and the medians of what was known the day before.

    Raises
    ------
    SchemaError
        A campaign that is not there, or missing columns.

    See Also
    --------
    mailing_table : One row per mailing, with its answer; those not mailed are not in it.

    Notes
    -----
    Where those mailed differ from the others beforehand, a later difference between them is no effect of the mailing,
    and a model of answers learnt on them holds for customers who would have been chosen the same way, not for all.

    References
    ----------
    Heckman, J. J. (1979). Sample selection bias as a specification error. Econometrica 47(1).

    Examples
    --------
    >>> day = pd.to_datetime
    >>> bought = pd.DataFrame({"customer_id": ["a", "b"], "date": day(["2024-01-01"] * 2), "amount": [5.0, 7.0]})
    >>> mailed = pd.DataFrame({"customer_id": ["b"], "campaign_id": [1], "start_date": day(["2024-02-01"])})
    >>> targeting_table(bought, mailed, campaign_id=1)["amount"].tolist()
    [5.0, 7.0]
    """
    _check(mailings, None)
    mailed = mailings[mailings["campaign_id"] == campaign_id]
    if mailed.empty:
        raise SchemaError(
            f"campaign {campaign_id!r} is not there; there are {listed(mailings['campaign_id'].unique())}."
        )
    known = _history(transactions, mailed["start_date"].iloc[0])
    chosen = pd.Series(known.index.isin(mailed["customer_id"]), index=known.index, name="mailed")
    groups = known.groupby(chosen)
    return groups.median().assign(customers=groups.size()).reindex(columns=["customers", *known.columns])


def _history(transactions: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    day_before = start.normalize() - pd.Timedelta(days=1)
    earlier = transactions[transactions["date"] < start.normalize()]
    if earlier.empty:
        return pd.DataFrame(columns=HISTORY[:5], dtype="float64")
    table = customer_table(earlier, as_of=day_before)
    return table[HISTORY[:5]].astype("float64")


def _earlier(part: pd.DataFrame, events: pd.DataFrame, column: str, start: pd.Timestamp) -> np.ndarray:
    counts = events.loc[events[column] < start, "customer_id"].value_counts()
    return part["customer_id"].map(counts).fillna(0).to_numpy(dtype="float64")


def _check(mailings: pd.DataFrame, answers: pd.DataFrame | None) -> None:
    problems = []
    for name, table, needed in (
        ("mailings", mailings, ("customer_id", "campaign_id", "start_date")),
        ("answers", answers, ("customer_id", "campaign_id", "date")),
    ):
        if table is None:
            continue
        require_frame(table, name)
        if absent := [column for column in needed if column not in table.columns]:
            problems.append(f"{name} lacks {listed(absent)}; it has {listed(table.columns, 10)}.")
        elif repeated := [column for column in needed if list(table.columns).count(column) > 1]:
            problems.append(f"{name} has several columns called {listed(repeated)}: keep one of each.")
        elif bad := int(table[list(needed)].isna().any(axis=1).sum()):
            problems.append(f"{name} has missing values in {bad:,} rows.")
    if problems:
        raise SchemaError(*problems)
    if twice := int(mailings.duplicated(["campaign_id", "customer_id"]).sum()):
        problems.append(f"mailings names {twice:,} customers twice in one campaign: keep one row each.")
    starts = mailings.groupby("campaign_id")["start_date"].nunique()
    if (starts > 1).any():
        problems.append(f"campaigns must have one start; {listed(starts.index[starts > 1])} have several.")
    if answers is not None:
        known = pd.MultiIndex.from_frame(mailings[["campaign_id", "customer_id"]])
        stray = ~pd.MultiIndex.from_frame(answers[["campaign_id", "customer_id"]]).isin(known)
        if stray.any():
            problems.append(
                f"{int(stray.sum()):,} answers are to campaigns that the customer did not get: leave them out."
            )
    if problems:
        raise SchemaError(*problems)
