"""May a campaign be stopped before its last day, without chance passing for success?

`stop_bounds` and `stop_rule`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from ...schema import SchemaError, as_numbers, check_fraction, check_whole, raise_where, typed
from ...schema.argument_checks import SMALLEST

Floats = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
#: Standard deviations of the next step that so many nodes span; and how many spans there are at least.
SPAN, FEWEST_SPANS = 12.0, 3
CLOSEST = 1e-4  # parts of the campaign between two looks: nearer ones are one look
FARTHEST = 12.0  # standard errors: nothing is seen beyond


@typed
def stop_bounds(information: Sequence[float], *, level: float = 0.95) -> pd.DataFrame:
    r"""Return how many standard errors a lift must be from zero at each look, so that looking often does not mislead.

    Who looks five times and stops at the first 1.96 finds a lift that is not there in 14 of 100 campaigns. Here the
    chance of that is spent bit by bit, little at first, and is `1 - level` in all (O'Brien-Fleming spending by Lan and
    DeMets, half of it on either side):

    .. math:: \alpha(t) = 4 - 4\,\Phi\!\left(z / \sqrt{t}\right),\qquad \Phi(z) = 1 - (1 - level)/4

    Parameters
    ----------
    information : sequence of float
        For each look, which part of the campaign is in, above 0 to 1, rising by 0.0001 or more; the last is 1. The part
        of the customers, or of the days, at which the final standard error is reached.
    level : float, default 0.95
        Coverage over all looks, 0-1, ends not included.

    Returns
    -------
    DataFrame
        Index ``look``, from 1. ``information``; ``bound``, in standard errors; ``spent``, the chance of a false alarm
        up to this look.

    Raises
    ------
    SchemaError
        If the parts do not rise from above 0 to 1.
    ValueError
        A level outside its range.

    See Also
    --------
    stop_rule : The verdict at a look.

    References
    ----------
    Lan, K. K. G. & DeMets, D. L. (1983). Discrete sequential boundaries for clinical trials. Biometrika 70(3), 659-663.
    Jennison, C. & Turnbull, B. W. (2000). Group Sequential Methods with Applications to Clinical Trials, chapters 7 and
    19. Chapman & Hall.

    Examples
    --------
    >>> from custseg.decide import stop_bounds
    >>> stop_bounds([0.5, 1.0])["bound"].round(3).tolist()
    [2.963, 1.969]
    """
    check_fraction(np.asarray(level), None, "level", "It is a coverage: write 95 % as 0.95.")
    raise_where(np.asarray(level in (0, 1)), None, "level", "is 0 or 1", "No bound would be enough, or needed.")
    parts = as_numbers(np.asarray(information), "information")
    rising = parts.ndim == 1 and parts.size > 0 and (np.diff(parts, prepend=0.0) >= 0.999 * CLOSEST).all()
    if not rising or parts[-1] != 1:
        raise SchemaError(
            "information must rise from above 0 to 1, one number a look, by 0.0001 or more, the last one 1: [0.5, 1]."
        )
    spent = 4 * ndtr(ndtri((1 - level) / 4) / np.sqrt(parts))
    bounds = _bounds(parts, np.diff(spent, prepend=0.0))
    looks = pd.RangeIndex(1, len(parts) + 1, name="look")
    return pd.DataFrame({"information": parts, "bound": bounds, "spent": spent}, looks)


def _bounds(parts: Floats, spends: Floats) -> list[float]:
    """Go on from look to look with the chance of each sum that has not been stopped."""
    bounds: list[float] = []
    at, weight, before = np.zeros(1), np.ones(1), 0.0
    for part, spend, after in zip(parts, spends, np.append(parts[1:], np.inf), strict=True):
        step = np.sqrt(part - before)

        def beyond(bound: float, part=part, step=step, at=at, weight=weight) -> float:
            far = bound * np.sqrt(part)
            return float(weight @ (ndtr((at - far) / step) + ndtr((-far - at) / step)))

        bound = FARTHEST if beyond(FARTHEST) >= spend else brentq(lambda b: beyond(b) - spend, 0, FARTHEST, xtol=1e-10)  # noqa: B023
        bounds.append(float(bound))
        far = bound * np.sqrt(part)
        here, share = _nodes(far, float(np.sqrt(after - part)))
        density = np.exp(-(((here[:, None] - at[None, :]) / step) ** 2) / 2) / (step * np.sqrt(2 * np.pi))
        at, weight, before = here, share * (density @ weight), part
    return bounds


def _nodes(far: float, next_step: float) -> tuple[Floats, Floats]:
    """Give points from -far to far and their weights, so close that the next step, however short, is seen."""
    spans = max(FEWEST_SPANS, int(np.ceil(2 * far / (SPAN * next_step))))
    half = far / spans
    middles = -far + half * (2 * np.arange(spans) + 1)
    return (middles[:, None] + half * NODES).ravel(), np.tile(half * WEIGHTS, spans)


@typed
def stop_rule(
    lift: float,
    standard_error: float,
    bounds: pd.DataFrame,
    *,
    look: int,
    wanted: float,
    hopeless: float = 0.2,
) -> pd.Series:
    """Say at a look whether the campaign goes on: it works, it harms, it can no longer show what is wanted, or none.

    Parameters
    ----------
    lift : float
        The lift so far, per customer, in money; see `campaign_lift`.
    standard_error : float
        Of that lift, above 0: a quarter of the width of a 95 % interval.
    bounds : DataFrame
        From `stop_bounds`.
    look : int
        Which look this is, from 1.
    wanted : float
        The lift that the campaign was made for, above 0, in money.
    hopeless : float, default 0.2
        Below this chance of still showing it, if the lift is as large as wanted, the campaign is stopped, 0-1.

    Returns
    -------
    Series
        ``z``, lift in standard errors; ``bound``; ``low`` and ``high``, an interval that holds however often one looks;
        ``chance`` of passing the last bound from here, if the lift is as wanted (missing at the last look);
        ``verdict``: "stop: it works", "stop: it harms", "stop: it cannot show", "go on", or at the last look "ended:
        not shown".

    Raises
    ------
    SchemaError
        If `bounds` is not what `stop_bounds` gives.
    ValueError
        If a number is outside its range, or there is no such look.

    See Also
    --------
    stop_bounds : How far is far enough.

    References
    ----------
    Jennison, C. & Turnbull, B. W. (2000). Group Sequential Methods with Applications to Clinical Trials, chapters 9 and
    10. Chapman & Hall.

    Examples
    --------
    >>> from custseg.decide import stop_bounds, stop_rule
    >>> bounds = stop_bounds([0.5, 1.0])
    >>> stop_rule(12.0, 3.5, bounds, look=1, wanted=8.0)["verdict"]
    'stop: it works'
    >>> stop_rule(1.0, 3.5, bounds, look=1, wanted=8.0)["verdict"]
    'go on'
    """
    if not {"information", "bound"} <= set(bounds.columns):
        raise SchemaError("bounds lacks 'information' or 'bound': pass what stop_bounds gives.")
    number = check_whole(look, "look", at_least=1, at_most=len(bounds), of="looks")
    positive = {"standard_error": standard_error, "wanted": wanted}
    for name, value in positive.items():
        raise_where(
            np.asarray(not SMALLEST < value < np.inf), None, name, "is not above 0", "It is an amount of money."
        )
    raise_where(np.asarray(not np.isfinite(lift)), None, "lift", "is missing or infinite", "It is an amount of money.")
    check_fraction(np.asarray(hopeless), None, "hopeless", "It is a chance: write 20 % as 0.2.")
    part, bound = (float(bounds[name].iloc[number - 1]) for name in ("information", "bound"))
    z = lift / standard_error
    chance = np.nan
    if part < 1:
        drift = wanted / (standard_error * np.sqrt(part))  # at the end, in standard errors
        ahead = z * np.sqrt(part) + drift * (1 - part)
        chance = float(ndtr((ahead - float(bounds["bound"].iloc[-1])) / np.sqrt(1 - part)))
    reach = bound * standard_error
    verdict = _verdict(z, bound, chance, hopeless)
    return pd.Series(
        {"z": z, "bound": bound, "low": lift - reach, "high": lift + reach, "chance": chance, "verdict": verdict}
    )


def _verdict(z: float, bound: float, chance: float, hopeless: float) -> str:
    if abs(z) >= bound:
        return "stop: it works" if z > 0 else "stop: it harms"
    if np.isnan(chance):
        return "ended: not shown"
    return "stop: it cannot show" if chance < hopeless else "go on"
