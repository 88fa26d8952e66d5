"""How much capital must a bank hold against the loss that it does not expect from a client?

`irb_capital`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from ...schema import (
    ExposureClass,
    PerCustomer,
    aligned,
    check_choice,
    check_fraction,
    like_input,
    raise_where,
    typed,
)
from .losses import check_chances

#: How sure the bank must be to outlive a year.
CONFIDENCE = 0.999
#: Below it the maturity adjustment of the formula turns round: its denominator nears zero.
LOWEST_FLOOR = 1e-5
#: Companies with a yearly turnover between these, in millions of euros, are small or medium-sized.
SMALL, LARGE = 5.0, 50.0

Floats = NDArray[np.float64]


@typed
def irb_capital(
    probability_of_default: PerCustomer,
    loss_given_default: PerCustomer = 0.45,
    *,
    maturity: PerCustomer = 2.5,
    turnover: PerCustomer | None = None,
    exposure_class: ExposureClass = "corporate",
    scaling: float = 1.0,
    pd_floor: float = 0.0003,
) -> float | np.ndarray | pd.Series:
    r"""Return the capital per unit of exposure by the internal-ratings formula of Basel II (内部评级法资本要求).

    One common risk moves all clients of a class together; the capital carries the loss that is passed once in a
    thousand years, less the loss that is expected and priced.

    .. math:: K = \left(LGD\;\Phi\!\left(\frac{\Phi^{-1}(PD) + \sqrt{R}\,\Phi^{-1}(0.999)}{\sqrt{1 - R}}\right)
              - PD\cdot LGD\right)\frac{1 + (M - 2.5)\,b}{1 - 1.5\,b},\qquad b = (0.11852 - 0.05478 \ln PD)^2

    For companies :math:`R = 0.12\,w + 0.24\,(1 - w) - 0.04\,(1 - (S - 5)/45)` with
    :math:`w = (1 - e^{-50\,PD})/(1 - e^{-50})`, where :math:`S` is the turnover and the last term is for small and
    medium-sized ones alone. For persons there is no adjustment for maturity; :math:`R` is 0.15 for mortgages, 0.04 for
    revolving credit, and lies between 0.03 and 0.16 for the rest.

    Parameters
    ----------
    probability_of_default : float, array or Series of shape (n_clients,)
        Chance of default within a year (PD), 0-1. What is below `pd_floor` counts as that. A client in default (1)
        needs no capital by the formula: its loss is expected, and whole.
    loss_given_default : float, array or Series
        Part of the exposure that is lost in a default (LGD), 0-1.
    maturity : float, array or Series
        Effective maturity M in years, above 0; counted as 1 if shorter and as 5 if longer. For companies alone.
    turnover : float, array or Series, optional
        Yearly sales of the company in millions of euros, 0 or more: below 50 it is small or medium-sized and needs less
        capital, below 5 as at 5. Without it all are large.
    exposure_class : {"corporate", "mortgage", "revolving", "other retail"}
        Which formula for the correlation.
    scaling : float, default 1
        Factor on the result; Basel II multiplied the sum over all clients by 1.06, its table of Annex 5 does not.
    pd_floor : float, default 0.0003
        The smallest chance that is believed: 0.03 % in Basel II, 0.05 % in Basel III; at least 0.00001.

    Returns
    -------
    float, array or Series
        Fraction of the exposure, 0-1. Times 12.5 it is the risk weight, times the exposure the capital in money.

    Raises
    ------
    ValueError
        If a chance or a loss is outside 0-1, a maturity is not above 0, a turnover is negative, turnover is given for
        persons, the class is not in the list, or numbers are missing or belong to other clients.

    See Also
    --------
    expected_loss : What the price must carry; capital carries the rest.
    raroc : The return on this capital.

    References
    ----------
    Basel Committee on Banking Supervision (2006). International Convergence of Capital Measurement and Capital
    Standards (Basel II), paragraphs 272-330 and Annex 5.
    Vasicek, O. (2002). The distribution of loan portfolio value. Risk, 15(12), 160-162.

    Examples
    --------
    Risk weights in per cent, as Annex 5 prints them: a large company, and one with a turnover of 5 million.

    >>> from custseg.value import irb_capital
    >>> (1250 * irb_capital([0.0003, 0.0025, 0.01, 0.03])).round(2).tolist()
    [14.44, 49.47, 92.32, 128.44]
    >>> round(1250 * irb_capital(0.03, turnover=5.0), 2)
    97.58
    """
    check_choice(exposure_class, "exposure_class", ExposureClass)
    given = {} if turnover is None else {"turnover": turnover}
    index, (chance, severity, years, *sales) = aligned(
        probability_of_default=probability_of_default,
        loss_given_default=loss_given_default,
        maturity=maturity,
        **given,
    )
    check_chances(chance, severity, index)
    raise_where(~(years > 0), index, "maturity", "is not above 0", "It is the effective maturity in years.")
    _check_settings(scaling, pd_floor)
    if sales and exposure_class != "corporate":
        raise ValueError(f"turnover is for companies; the class is '{exposure_class}'. Leave one of the two out.")
    for size in sales:
        raise_where(size < 0, index, "turnover", "is negative", "It is the yearly sales in millions of euros.")
    believed = np.maximum(chance, pd_floor)
    capital = severity * _unexpected(believed, correlation(believed, exposure_class, *sales))
    if exposure_class == "corporate":
        capital = capital * maturity_factor(believed, np.clip(years, 1.0, 5.0))
    return like_input(np.minimum(scaling * capital, 1.0), index, "capital")


def correlation(chance: Floats, exposure_class: str, turnover: Floats | None = None) -> Floats:
    """Give how strongly the common risk moves the clients of a class."""
    if exposure_class in ("mortgage", "revolving"):
        return np.full(np.shape(chance), 0.15 if exposure_class == "mortgage" else 0.04)
    low, high, speed = (0.12, 0.24, 50.0) if exposure_class == "corporate" else (0.03, 0.16, 35.0)
    weight = np.expm1(-speed * chance) / np.expm1(-speed)
    found: Floats = low * weight + high * (1 - weight)
    if turnover is not None:
        found = found - 0.04 * (1 - (np.clip(turnover, SMALL, LARGE) - SMALL) / (LARGE - SMALL))
    return found


def maturity_factor(chance: Floats, years: Floats) -> Floats:
    """Give by how much a longer loan needs more capital: it may be downgraded before it is lost."""
    slope = (0.11852 - 0.05478 * np.log(chance)) ** 2
    factor: Floats = (1 + (years - 2.5) * slope) / (1 - 1.5 * slope)
    return factor


def _unexpected(chance: Floats, tie: Floats) -> Floats:
    """Give the chance of default in the one year of a thousand, less that in the usual year."""
    worst = ndtr((ndtri(chance) + np.sqrt(tie) * ndtri(CONFIDENCE)) / np.sqrt(1 - tie))
    unexpected: Floats = worst - chance
    return unexpected


def _check_settings(scaling: float, pd_floor: float) -> None:
    wrong = np.asarray(not 0 < scaling <= 10)
    raise_where(wrong, None, "scaling", "is outside 0-10", "Basel II took 1.06; 1 leaves the formula as it is.")
    check_fraction(np.asarray(pd_floor), None, "pd_floor", "It is a chance of default: write 0.03 % as 0.0003.")
    advice = f"Below {LOWEST_FLOOR:.5f} the formula's adjustment for maturity breaks down."
    raise_where(np.asarray(pd_floor < LOWEST_FLOOR), None, "pd_floor", "is too small", advice)
