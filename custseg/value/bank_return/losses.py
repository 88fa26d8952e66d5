"""What does a bank expect to lose on a client?

`expected_loss`.
"""

import numpy as np
import pandas as pd

from ...schema import PerCustomer, aligned, check_fraction, like_input, raise_where, typed


@typed
def expected_loss(
    exposure: PerCustomer, probability_of_default: PerCustomer, loss_given_default: PerCustomer = 0.45
) -> float | np.ndarray | pd.Series:
    r"""Return what is lost on a client in a year, on average: likelihood times severity times what is at stake.

    .. math:: EL = PD \cdot LGD \cdot EAD

    with :math:`LGD = 1 - RR`, one less the recovery rate (回收率).

    Parameters
    ----------
    exposure : float, array or Series of shape (n_clients,)
        What the client will owe if it defaults (EAD), in money, 0 or more. 0 for who only keeps deposits.
    probability_of_default : float, array or Series
        Chance of default within a year (PD, 违约概率), 0-1: 0 loses nothing; 1 is a client in default, whose loss is
        counted in full.
    loss_given_default : float, array or Series
        Part of the exposure that is not recovered (LGD, 违约损失率), 0-1. 45 % by default, as Basel II sets for senior
        claims on companies without collateral.

    Returns
    -------
    float, array or Series
        Money a year, 0 or more.

    Raises
    ------
    ValueError
        If an exposure is negative, a chance or a loss is outside 0-1, or numbers are missing or belong to other
        clients.

    See Also
    --------
    irb_capital : What must be held against the unexpected loss.
    client_returns : Both, and what is left of the income, for a table of clients.

    References
    ----------
    Basel Committee on Banking Supervision (2006). International Convergence of Capital Measurement and Capital
    Standards (Basel II), paragraphs 287-296.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import expected_loss
    >>> exposure = pd.Series([1_000_000.0, 200_000.0], index=["mill", "shop"])
    >>> expected_loss(exposure, [0.01, 1.0], 0.45).tolist()
    [4500.0, 90000.0]
    """
    index, (stake, chance, severity) = aligned(
        exposure=exposure, probability_of_default=probability_of_default, loss_given_default=loss_given_default
    )
    check_exposure(stake, index)
    check_chances(chance, severity, index)
    return like_input(stake * chance * severity, index, "expected_loss")


def check_exposure(exposure: np.ndarray, index: pd.Index | None, name: str = "exposure") -> None:
    """Refuse money at stake that is negative."""
    raise_where(
        exposure < 0, index, name, "is negative", "Write 0 where nothing is lent or promised; deposits are no exposure."
    )


def check_chances(chance: np.ndarray, severity: np.ndarray, index: pd.Index | None) -> None:
    """Refuse chances of default and losses given default that are no fractions."""
    check_fraction(chance, index, "probability_of_default", "It is a fraction a year: write 1 % as 0.01.")
    check_fraction(severity, index, "loss_given_default", "It is one less the recovery rate: write 45 % as 0.45.")
