"""What has a broker's client gained in money, and would they have done better elsewhere?

`client_gain`.
"""

import numpy as np
import pandas as pd

from ...schema import PerCustomer, aligned, check_fraction, raise_where, typed
from .returns import over_capital


@typed
def client_gain(
    opening: PerCustomer,
    closing: PerCustomer,
    *,
    paid_in: PerCustomer = 0.0,
    paid_out: PerCustomer = 0.0,
    fees: PerCustomer = 0.0,
    elsewhere: PerCustomer = 0.0,
    inflation: float = 0.0,
    flow_weight: float = 0.5,
) -> pd.DataFrame:
    r"""Return what a broker's client gained in money, and whether the assets are preserved or grown (客户资产保值增值).

    What the client brings the broker is fees; what the broker brings the client is this.

    .. math:: \text{gain} = V_1 - V_0 - (\text{in} - \text{out}),\qquad
              \text{return} = \frac{\text{gain}}{V_0 + w(\text{in} - \text{out})}

    Parameters
    ----------
    opening, closing : float, array or Series of shape (n_clients,)
        What the assets were worth at the start and at the end of the period, in money, 0 or more.
    paid_in, paid_out : float, array or Series
        What the client brought and took in the period, in money, 0 or more.
    fees : float, array or Series
        What the broker took out of the account (commissions, charges), in money, 0 or more. They have lowered the
        closing value already.
    elsewhere : float, array or Series
        What the same money would have earned in the period without this broker, a fraction from -1 on: a deposit, an
        index. A setting.
    inflation : float, default 0
        How much money lost in the period, a fraction from -1 on.
    flow_weight : float, default 0.5
        For which part of the period money that came or went was in the account, 0-1.

    Returns
    -------
    DataFrame
        The clients' index. In money: ``gain``, after fees; ``gain_before_fees``; ``elsewhere``, what the average assets
        would have earned there; ``value_added``, gain less that, below 0 where the client would have done better
        without; ``fees``. ``return``, a fraction of the average assets, and ``kept``, the client's part of the gain
        before fees; missing where there are no average assets, and where nothing was gained before fees. ``outcome``:
        "grown" (gained more than inflation and more than elsewhere), "preserved" (at least inflation), "shrunk".

    Raises
    ------
    ValueError
        If money is negative, a fraction is outside its range, or numbers are missing or belong to other clients.

    See Also
    --------
    customer_profit : What the client brings the broker.

    Notes
    -----
    The return is that of Modified Dietz with one weight for all flows; with dated flows, value the account at each of
    them and chain the returns.

    References
    ----------
    Dietz, P. O. (1966). Pension Funds: Measuring Investment Performance. Free Press.
    Bacon, C. R. (2008). Practical Portfolio Performance Measurement and Attribution, 2nd ed., chapter 3. Wiley.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import client_gain
    >>> opening = pd.Series([100.0, 100.0], index=["ann", "bob"])
    >>> client_gain(opening, [130.0, 98.0], paid_in=[20.0, 0.0], fees=[1.0, 6.0], elsewhere=0.03)[
    ...     ["gain", "value_added", "return", "kept", "outcome"]].round(3)
         gain  value_added  return   kept outcome
    ann  10.0          6.7   0.091  0.909   grown
    bob  -2.0         -5.0  -0.020 -0.500  shrunk
    """
    index, numbers = aligned(
        opening=opening, closing=closing, paid_in=paid_in, paid_out=paid_out, fees=fees, elsewhere=elsewhere
    )
    start, end, came, went, charged, rate = np.atleast_1d(*np.broadcast_arrays(*numbers))
    named = {"opening": start, "closing": end, "paid_in": came, "paid_out": went, "fees": charged}
    for name, money in named.items():
        raise_where(money < 0, index, name, "is negative", "It is money of 0 or more.")
    raise_where(rate < -1, index, "elsewhere", "is below -1", "It is a fraction of the assets: write 3 % as 0.03.")
    raise_where(
        np.asarray(not -1 <= inflation < np.inf), None, "inflation", "is below -1 or infinite", "Write 3 % as 0.03."
    )
    check_fraction(np.asarray(flow_weight), None, "flow_weight", "It is a part of the period.")
    gain = end - start - (came - went)
    average = start + flow_weight * (came - went)
    alternative = rate * average
    before = gain + charged
    preserved = gain >= inflation * average
    grown = preserved & (gain > alternative) & (gain > 0)
    return pd.DataFrame(
        {
            "gain": gain,
            "gain_before_fees": before,
            "elsewhere": alternative,
            "value_added": gain - alternative,
            "fees": charged,
            "return": over_capital(gain, average),
            "kept": over_capital(gain, before),
            "outcome": np.select([grown, preserved], ["grown", "preserved"], "shrunk"),
        },
        index=index,
    )
