"""How few customers bring half of the money?

`customers_who_bring`.
"""

import numpy as np

from ..schema import Amounts, check_fraction, typed
from .concentration import largest_first

_EQUAL = 1e-12  # of the total: sums of money in another order differ by less


@typed
def customers_who_bring(amounts: Amounts, share: float = 0.5) -> int:
    """Return the fewest customers who together bring a share of the money.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    share : float
        Of the money, above 0 and at most 1.

    Returns
    -------
    int
        How many of the largest customers bring at least that share; 1 to n_customers.

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, if there is no customer, or if `share` is not above 0 and
        at most 1.

    See Also
    --------
    top_share : The same the other way round: what a share of the customers brings.

    Examples
    --------
    >>> from custseg.value import customers_who_bring
    >>> customers_who_bring([70, 10, 10, 5, 5]), customers_who_bring([20, 20, 20, 20])
    (1, 2)
    """
    check_fraction(np.asarray(share), None, "share", "It is a share of the money: write 50 % as 0.5.")
    if not share > 0:
        raise ValueError(f"share must be above 0: a share of the money that somebody brings; found {share!r}.")
    values, _ = largest_first(amounts, None)
    money = np.cumsum(values)
    return int(np.searchsorted(money, (share - _EQUAL) * money[-1])) + 1
