"""Is this log like those that the methods are made for? What is odd about its days, its money and its customers.

`business_signs`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...schema import Day, typed
from ._facts import LogFigures, log_figures
from ._money import signs_of_money
from ._people import signs_of_people
from ._time import signs_of_time


@typed
def business_signs(transactions: Any, *, observed_until: Day) -> pd.DataFrame:
    """Look for what makes answers wrong although every row of the log is sound.

    A log of three weeks, one that begins long after the shop, a hole of two months, prices times ten, a till among the
    customers, buyers by contract, wholesale among consumers: each has a measure and a limit from which on it shows.
    The limits are proposed here; how many logs of each kind they tell from a plain shop is shown by
    `custseg.simulate.simulate_business`.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative.
    observed_until : str or date
        The last day on which the log was watched.

    Returns
    -------
    DataFrame
        Index ``sign``. ``found`` and ``limit``: the sign ``shows`` where `found` is at least `limit`. ``about``: the
        customer, the day, the stretch of days ("2022-12-01 2023-01-31") or the number that it is about, as text;
        ``more``: a second number, NaN where there is none. The signs:

        ============== ================================================= ==============================================
        sign           found                                             about, more
        ============== ================================================= ==============================================
        short          91, against the days watched as limit             -, days watched
        stale          days since the last row; limit: 3 usual gaps,     the last day, days since
                       and the longest
        hole           purchases usual in the longest empty stretch      the stretch, its days
        season         share of a year's purchases in its top quarter    the last such quarter
        mostly         share of customers first seen in the last 91      -, how many
        newcomers      days
        no newcomers   days since the last new customer                  that day, days since
        begins late    first seen in the first 91 days, as a multiple    the first day, how many
                       of the quarters after
        refunds only   share of amounts at or below nought               -
        free           share of purchases at nought                      -, how many
        equal amounts  share of purchases at the most common amount      -
        prices jump    ratio of the median amounts of two quarters       the day between them, after / before
        one account    its share of the money                            its id, its money
        large buyers   share of the money from those who buy for 8       the amount from which on, how many buy so
                       times the usual amount, if 10 or more do
        one id for     rows, as a multiple of the customer with the      its id, its rows
        many           second most; limit: 10, or 2 for a name
                       such as test, cash, guest@shop.com
        two ids        share of ids that differ only in capitals or      the first of them, how many
                       blanks
        nobody back    1 if nobody bought on two days                    -, customers
        one customer   1 if there is one                                 its id
        by contract    .05; limit: spread of gaps / their mean, of the   the usual gap in days, customers asked
                       customer in the middle
        own rhythm     .3; the same limit                                the same
        once a year    share of gaps that are about a year or years long -, customers asked
        ============== ================================================= ==============================================

    Raises
    ------
    SchemaError
        If the transactions are not valid or lie after `observed_until`.

    See Also
    --------
    gates : Which questions the log can carry.
    custseg.simulate.simulate_business : A log of each kind, with the truth.

    Examples
    --------
    >>> from custseg.decide import business_signs
    >>> from custseg.simulate import simulate_business
    >>> shop = simulate_business("two_months_missing", random_state=1)
    >>> signs = business_signs(shop.rows, observed_until=shop.as_of)
    >>> signs.loc[signs["shows"], ["about", "more"]]
                           about  more
    sign
    hole  2022-12-31 2023-03-01  61.0
    """
    return _signs_in(log_figures(transactions, observed_until))


def signs_of_numbered(transactions: Any, names: pd.Index, *, observed_until: Day) -> pd.DataFrame:
    """Look for the same in a log whose customers are places among names; they are called by these.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=40)
    >>> log = pd.DataFrame({"customer_id": [0] * 39 + [1], "date": days, "amount": 5.0})
    >>> signs_of_numbered(log, pd.Index(["till", "ann"]), observed_until="2024-02-09").loc["one id for many", "about"]
    'till'
    """
    found = log_figures(transactions, observed_until)
    rows, sold = (log._replace(customers=names[log.customers]) for log in (found.rows, found.sold))
    return _signs_in(found._replace(rows=rows, sold=sold))


def _signs_in(log: LogFigures) -> pd.DataFrame:
    signs = [*signs_of_time(log), *signs_of_money(log), *signs_of_people(log)]
    table = pd.DataFrame(signs, columns=["sign", "found", "limit", "about", "more"]).set_index("sign")
    return table.assign(shows=table["found"] >= table["limit"])
