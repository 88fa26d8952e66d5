"""Which known data sets are purchase logs, and how do they become transactions?"""

import pandas as pd

from ..schema import typed
from .files import dataset_facts, load_dataset

# The clock of the baskets runs five hours ahead: read so, the busiest hours are 17 to 18, the quietest 3 to 4,
# weeks begin at midnight and every basket falls in 2017. The publisher does not document it.
_JOURNEY_CLOCK = pd.Timedelta(hours=5)


@typed
def load_cdnow() -> pd.DataFrame:
    """Purchases of 2,357 customers of an online music shop who first bought in the first quarter of 1997.

    Returns
    -------
    DataFrame
        6,919 rows: ``customer_id`` (str), ``date`` (day, 1997-01-01 to 1998-06-30), ``amount`` (US dollars, eight
        purchases at 0), ``quantity`` (CDs). A customer may have several rows on one day.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2001). Forecasting repeat sales at CDNOW: a case study. Interfaces 31(3).

    Examples
    --------
    >>> purchases = load_cdnow()
    >>> len(purchases), purchases["customer_id"].nunique()
    (6919, 2357)
    """
    rows = load_dataset("cdnow")
    log = pd.DataFrame(
        {
            "customer_id": rows["customer_id"].astype("str"),
            "date": pd.to_datetime(rows["date"]).astype("datetime64[ns]"),
            "amount": rows["value"].astype("float64"),
            "quantity": rows["cds"].astype("float64"),
        }
    )
    return _with_source(log, "cdnow")


@typed
def load_complete_journey(table: str = "transactions") -> pd.DataFrame:
    """Baskets of 1,976 households of one grocer in 2017, and what is known about the households.

    The households are frequent shoppers when the data begin: a first purchase here is not an acquisition.

    Parameters
    ----------
    table : {"transactions", "departments", "demographics", "campaigns", "campaign_descriptions", \
"coupon_redemptions"}, default "transactions"
        ``transactions`` are 124,785 baskets: ``customer_id`` (household), ``date`` (store time, see Notes), ``amount``
        (US dollars paid, after the retailer's discounts; 364 baskets at 0), ``order_id`` (basket), ``store_id``.
        ``departments`` splits them by ``order_id`` and department. The others have one row per household, per
        household and campaign, per campaign, or per redeemed coupon.

    Returns
    -------
    DataFrame
        ``customer_id`` and ``order_id`` are str, dates ``datetime64``.

    Notes
    -----
    The stored clock is moved back by five hours: only then do all baskets fall in 2017 and do weeks begin at
    midnight. This is our reading; the publisher does not document the clock.

    References
    ----------
    84.51°, The Complete Journey 2.0.

    Examples
    --------
    >>> baskets = load_complete_journey()
    >>> len(baskets), baskets["customer_id"].nunique(), round(float(baskets["amount"].sum()))
    (124785, 1976, 3705400)
    """
    rows = load_dataset("complete_journey", table).rename(columns={"household_id": "customer_id", "basket": "order_id"})
    keys = {column: rows[column].astype("str") for column in ("customer_id", "order_id") if column in rows}
    rows = rows.assign(**keys)
    if table != "transactions":
        return rows
    paid = load_dataset("complete_journey", "departments").groupby("basket")["sales_value"].sum().round(2)
    log = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "date": (rows["ts"] - _JOURNEY_CLOCK).astype("datetime64[ns]"),
            "amount": paid.loc[rows["order_id"].astype("int64")].to_numpy(),
            "order_id": rows["order_id"],
            "store_id": rows["store_id"].astype("str"),
        }
    )
    return _with_source(log, "complete_journey")


@typed
def load_online_retail(table: str = "year_2010_2011") -> pd.DataFrame:
    """Invoice lines of a UK gift wholesaler; needs ``CUSTSEG_DATA``.

    Lines without a customer are left out; cancellations stay, with negative amounts.

    Parameters
    ----------
    table : {"year_2010_2011", "year_2009_2010"}, default "year_2010_2011"
        2010-12-01 to 2011-12-09, or the year before (which overlaps the other by nine days).

    Returns
    -------
    DataFrame
        ``customer_id``, ``date`` (to the minute), ``amount`` (pounds, quantity × unit price), ``order_id`` (invoice),
        ``quantity``, ``unit_price``, ``product`` (stock code), ``country``.

    Raises
    ------
    FileNotFoundError
        The set is not in the folder that ``CUSTSEG_DATA`` names; the message says where the original is.

    References
    ----------
    Chen, D., Sain, S. L. & Guo, K. (2012). Data mining for the online retail industry. J. Database Marketing &
    Customer Strategy Management 19(3). UCI Machine Learning Repository, doi 10.24432/C5BW33.

    Examples
    --------
    >>> lines = load_online_retail()  # doctest: +SKIP
    """
    rows = load_dataset("online_retail", table).dropna(subset="customer_id").reset_index(drop=True)
    log = pd.DataFrame(
        {
            "customer_id": rows["customer_id"].astype("int64").astype("str"),
            "date": rows["invoice_ts"].astype("datetime64[ns]"),
            "amount": rows["quantity"] * rows["unit_price"],
            "order_id": rows["invoice"],
            "quantity": rows["quantity"].astype("float64"),
            "unit_price": rows["unit_price"],
            "product": rows["stock_code"],
            "country": rows["country"],
        }
    )
    return _with_source(log, "online_retail", table)


@typed
def load_grocery_elog() -> pd.DataFrame:
    """Purchase dates of 1,525 customers of an online grocer, 2006-07; needs ``CUSTSEG_DATA``.

    Returns
    -------
    DataFrame
        ``customer_id``, ``date``. There are no amounts.

    Raises
    ------
    FileNotFoundError
        The set is not in the folder that ``CUSTSEG_DATA`` names; the message says where the original is.

    References
    ----------
    Platzer, M. & Reutterer, T. (2016). Ticking away the moments. Marketing Science 35(5).

    Examples
    --------
    >>> purchases = load_grocery_elog()  # doctest: +SKIP
    """
    rows = load_dataset("grocery_elog")
    return pd.DataFrame(
        {"customer_id": rows["customer_id"].astype("str"), "date": rows["date"].astype("datetime64[ns]")}
    )


def _with_source(log: pd.DataFrame, name: str, table: str | None = None) -> pd.DataFrame:
    """Note on a log what the registry knows of it and its rows do not say, as `read_transactions` does of a file."""
    facts = dataset_facts(name, table)
    log.attrs["source"] = {
        "name": facts.name,
        "currency": facts.currency,
        "currency_code": facts.currency_code,
        "starts_with_first_purchase": facts.starts_with_first_purchase,
    }
    return log
