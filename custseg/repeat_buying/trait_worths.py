"""What is a trait worth in money? A new customer with it beside one without it.

:func:`trait_worth`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from ..schema import DrawKind, Unit, said_already, typed, warn_unsafe
from ._arguments import as_share, as_time
from ._buying_model import BuyingModel
from ._draw_quantiles import check_draws, draw_ends, level_for
from ._trait_columns import Coding
from ._units import any_unit, force_of_interest
from .buying_traits import BuyingWithTraits
from .expected_and_realised import N_DRAWS, brought
from .fitting.parameter_draws import parameter_draws
from .gamma_gamma import GammaGamma, SeenSpend
from .likelihood.future import discounted
from .likelihood.trait_rows import Patterns
from .spending_traits import SpendWithTraits


@typed
def trait_worth(
    buying: BuyingModel,
    spend: GammaGamma,
    *,
    horizon: float | None,
    discount_rate: float,
    discount_per: Unit = "Y",
    unit: Unit | None = None,
    margin: float = 1.0,
    level: float = 0.95,
    kind: DrawKind = "likelihood",
    n_draws: int = N_DRAWS,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Give the value of a new customer with a trait, of one without it, and the difference with its interval.

    The value is the expected present value of all purchases after the first one: how often and how long such a customer
    is expected to buy, times what one purchase is expected to bring. In all other traits both are the same: they have
    the commonest words, the lower of two numbers, and the mean of other numbers. A trait goes with more or less
    value; that giving customers the trait would bring them the value, these data do not say.

    Parameters
    ----------
    buying : BuyingWithTraits or BuyingModel
        Fitted model of purchases.
    spend : SpendWithTraits or GammaGamma
        Fitted model of spend per purchase; one of the two must have traits.
    horizon : float or None
        Length of the forecast in the model's unit of time. None counts for ever and needs a positive discount rate.
    discount_rate : float
        Effective rate per ``discount_per``: 0.10 with "Y" makes 110 in a year worth 100 now. 0 does not discount.
    discount_per : {"Y", "M", "W", "D"}
        What the rate is per.
    unit : {"D", "W", "M", "Y"}, optional
        The model's unit of time, where it does not state it.
    margin : float
        Share of the spend that is kept, 0 to 1. 1 values turnover, not profit.
    level : float
        Confidence of the intervals, between 0 and 1.
    kind : {"likelihood", "bootstrap", "sandwich", "hessian"}
        Where the parameters of the intervals come from, see :func:`prediction_interval`. The models are drawn
        independently.
    n_draws : int
        Number of draws; 39 or more for 95 %.
    random_state : int or numpy Generator, optional
        Seed of the draws. None draws anew each time.

    Returns
    -------
    DataFrame
        Per trait (of words, per word but the one that they are compared with) ``compared``: with what; ``without`` and
        ``with`` (the two values, in the currency of the table), ``difference``, ``low`` and ``high`` (where it
        lies), and ``relative`` (with / without). Of a number that has more than two values: one unit more than the
        mean, beside the mean. Infinite values have no difference (NaN).

    Raises
    ------
    ValueError
        If neither model has traits, both were fitted to other words of a trait, a rate or margin is impossible, the
        horizon is endless without discount, or the unit of time is not known.

    Warns
    -----
    UnsafeValueWarning
        If the fit of a model rests on a limit, or its mean spend is infinite.

    See Also
    --------
    BuyingWithTraits, SpendWithTraits : The models; their ``trait_test`` says whether traits explain anything.
    lifetime_value : The value of known customers.

    Notes
    -----
    Held against what happened: customers of CDNOW whose first order was above 30 dollars brought 96.52 on average
    in the 52 weeks after it (standard error 9.83), the others 36.34 (2.41). Of models fitted to the log up to September
    1997, when everybody had been seen for 27 to 39 weeks, BG/NBD expects 85 and 34 without discounting.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2007). Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD
    models. Note 019, brucehardie.com.

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, BuyingWithTraits, SpendWithTraits
    >>> from custseg.repeat_buying import repeat_purchase_table, trait_worth
    >>> log = load_cdnow()
    >>> table = repeat_purchase_table(log, observed_until="1997-09-30")
    >>> first = log.sort_values("date", kind="stable").groupby("customer_id")["amount"].first().reindex(table.index)
    >>> table["first_order"] = np.where(first > 30, "large", "small")
    >>> buying = BuyingWithTraits(BetaGeoNBD(), ["first_order"]).fit(table)
    >>> spend = SpendWithTraits(["first_order"]).fit(table)
    >>> worth = trait_worth(buying, spend, horizon=52, discount_rate=0.10, n_draws=39, random_state=1)
    >>> worth.loc["first_order[large]", ["without", "with"]].astype(float).round().tolist()
    [33.0, 82.0]
    """
    check_draws(n_draws, level)
    margin = as_share(margin, "margin", "write 30 % as 0.30")
    check_is_fitted(buying, "likelihood_params_")
    check_is_fitted(spend, "likelihood_params_")
    codings = [model.coding_ for model in (buying, spend) if isinstance(model, BuyingWithTraits | SpendWithTraits)]
    _check_codings(codings)
    stated = any_unit(pd.DataFrame(), buying.unit_, unit)
    force = force_of_interest(discount_rate, discount_per, stated)
    if horizon is None and force <= 0:
        raise ValueError("for ever needs a positive discount_rate; state a horizon or a rate.")
    horizon = None if horizon is None else as_time(horizon, "horizon")
    warn_unsafe(*dict.fromkeys((*buying.unsafe_, *spend.unsafe_)))
    profiles = _profiles(codings)

    def worth(one: BuyingModel, other: GammaGamma) -> np.ndarray:
        return brought(margin * _purchases(one, profiles, force, horizon), _spent(other, profiles))

    values, chance = worth(buying, spend), np.random.default_rng(random_state)
    drawn = zip(*(parameter_draws(model, kind, n_draws, chance) for model in (buying, spend)), strict=True)
    with said_already(), np.errstate(invalid="ignore"):  # infinite values have no difference
        draws = np.array([worth(*chosen) for chosen in drawn])
        low, high = draw_ends(draws[:, 1:] - draws[:, :1], level_for((buying, spend), level))
        table = _beside_the_usual(values).assign(low=low, high=high)
        table["relative"] = table["with"] / table["without"]
    table.insert(0, "compared", [_compared(label, profiles, codings) for label in profiles.columns])
    table.index = pd.Index(profiles.columns, name="trait")
    table.attrs = {"table": "trait worth", "unit": stated, "horizon": horizon, "discount_rate": discount_rate}
    table.attrs |= {"discount_per": discount_per, "margin": margin, "level": level}
    return table


def _beside_the_usual(values: np.ndarray) -> pd.DataFrame:
    """Put the values with each trait beside that of the usual customer, which stands first."""
    return pd.DataFrame({"without": values[0], "with": values[1:], "difference": values[1:] - values[0]})


def _check_codings(codings: list[Coding]) -> None:
    """Refuse models without traits, and models that know other words of the same trait."""
    if not codings:
        raise ValueError("neither model has traits: fit a BuyingWithTraits or a SpendWithTraits.")
    known: dict[str, tuple[object, ...] | None] = {}
    for coding in codings:
        for name, words in zip(coding.traits, coding.levels, strict=True):
            if known.setdefault(name, words) != words:
                raise ValueError(f"the models know trait '{name}' by other words: fit both to the same table.")


def _profiles(codings: list[Coding]) -> pd.DataFrame:
    """Give the traits of the usual customer in the first row, and in the others the same with one trait changed."""
    usual: dict[str, float] = {}
    step: dict[str, float] = {}
    for coding in codings:
        usual = dict(zip(coding.labels, coding.usual, strict=True)) | usual
        step = dict(zip(coding.labels, coding.step, strict=True)) | step
    own = pd.Series(usual)
    changed = np.vstack([np.zeros(len(own)), np.diag([step[label] for label in own.index])])
    return pd.DataFrame(own.to_numpy() + changed, columns=own.index)


def _patterns(coding: Coding, profiles: pd.DataFrame) -> Patterns:
    design = (profiles[list(coding.labels)].to_numpy() - coding.centre) / coding.scale
    return Patterns(design, np.arange(len(design)))


def _purchases(model: BuyingModel, profiles: pd.DataFrame, force: float, horizon: float | None) -> np.ndarray:
    """Give the discounted purchases of new customers."""
    if isinstance(model, BuyingWithTraits):
        share, future = model.new_future_of(model.likelihood_params_, _patterns(model.coding_, profiles))
    else:
        share, future = model.new_customer_future(model.likelihood_params_)
    ahead = discounted(future, force, horizon) if horizon is None or force else future.purchases(horizon)
    return np.broadcast_to(share * ahead, len(profiles))


def _spent(model: GammaGamma, profiles: pd.DataFrame) -> np.ndarray:
    """Give the expected spend per purchase of new customers."""
    traits = _patterns(model.coding_, profiles) if isinstance(model, SpendWithTraits) else None
    nothing = np.zeros(len(profiles))
    return model.expected_of(SeenSpend(nothing, nothing, traits))


def _compared(label: str, profiles: pd.DataFrame, codings: list[Coding]) -> str:
    """Say with whom a customer with the trait is compared."""
    for coding in codings:
        for name, words in zip(coding.traits, coding.levels, strict=True):
            if words is not None and label in [f"{name}[{word}]" for word in words]:
                return str(words[0])
    return f"{profiles[label].iloc[0]:.6g}"
