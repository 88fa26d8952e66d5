"""Who gets which letter on which day, and who is left alone by lot?

`campaign_routes` and `plan_campaign`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import Day, SchemaError, as_day, check_fraction, check_whole, listed, typed
from ..drawn_controls import draw_control

ROUTES = {
    "affluents": ("affluents to champions", "refer", "referral_value", "lifetime_value"),
    "advocates": ("advocates to champions", "buy", "lifetime_value", "referral_value"),
    "misers": ("misers to any other group", "refer and buy", "referral_value and lifetime_value", ""),
}
GROUPS = ("champions", *ROUTES)
#: A draw needs somebody on either side.
FEWEST = 2


@typed
def campaign_routes() -> pd.DataFrame:
    """Return the road map of measures (路线图): from which group to which, by what, and what must not suffer.

    Returns
    -------
    DataFrame
        Index ``group``, a segment of the grid ``clv_crv``; ``route``; ``incentive``, for what the second letter offers
        something ("refer", "buy" or both); ``raises``, the value that is to rise; ``must_not_fall``, the one that is to
        stay (empty for misers). Champions have no route: all lead to them.

    See Also
    --------
    plan_campaign : Makes letters of it.

    References
    ----------
    Kumar, V., Petersen, J. A. & Leone, R. P. (2007). How valuable is word of mouth? Harvard Business Review 85(10),
    139-146.

    Examples
    --------
    >>> from custseg.decide import campaign_routes
    >>> campaign_routes()["incentive"].to_dict()
    {'affluents': 'refer', 'advocates': 'buy', 'misers': 'refer and buy'}
    """
    table = pd.DataFrame.from_dict(ROUTES, orient="index", columns=["route", "incentive", "raises", "must_not_fall"])
    return table.rename_axis("group")


@typed
def plan_campaign(
    groups: pd.Series,
    *,
    start: Day,
    gap_days: int = 14,
    control: float = 0.5,
    reward_referrer: float = 0.0,
    reward_referred: float = 0.0,
    balanced_by: pd.Series | None = None,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Plan the campaign: two letters, the second two weeks later with a reward for both sides, and a control by lot.

    The first letter only asks; the second, within two weeks, offers an incentive for the referrer and for the referred
    (引介双方). On every route the same share of customers gets neither: without them nobody could tell what the letters
    did from what would have come anyway.

    Parameters
    ----------
    groups : Series of str
        Index ``customer_id``: "champions", "affluents", "advocates" or "misers", as ``ValueGrid("clv_crv")`` says;
        missing for who has no part in it. Champions get no letter.
    start : str, date or Timestamp
        The day of the first letter.
    gap_days : int, default 14
        Days from the first letter to the second, 1 or more.
    control : float, default 0.5
        Which share of each route is left alone, 0-1, ends not included.
    reward_referrer, reward_referred : float, default 0
        What each side is offered for a referral, in money, 0 or more.
    balanced_by : Series, optional
        A number for each customer by which both sides are made alike, such as last year's value; see `draw_control`.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody on a route, in their order: ``group``, ``route``, ``incentive``; ``arm``,
        "write" or "leave"; ``first_letter`` and ``second_letter`` (days; missing for who is left alone);
        ``reward_referrer`` and ``reward_referred``, what the second letter offers (0 where it offers something for
        buying alone, and for who is left alone).

    Raises
    ------
    SchemaError
        If a customer is there twice, a group is unknown, nobody is on a route, or a route has so few that nobody of it
        would be left alone.
    ValueError
        If a share, a number of days or a reward is outside its range.

    See Also
    --------
    campaign_size : How many it takes.
    campaign_lift : What it brought.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import plan_campaign
    >>> groups = pd.Series(["affluents", "champions", "affluents"], pd.Index(["ann", "bob", "eve"], name="customer_id"))
    >>> plan = plan_campaign(groups, start="2024-03-04", reward_referrer=25.0, reward_referred=25.0, random_state=1)
    >>> plan.loc[plan["arm"] == "write", ["incentive", "first_letter", "second_letter", "reward_referred"]]
                incentive first_letter second_letter  reward_referred
    customer_id
    eve             refer   2024-03-04    2024-03-18             25.0
    """
    day = as_day(start, "start")
    gap = check_whole(gap_days, "gap_days", at_least=1, at_most=3650, of="days")
    check_fraction(np.asarray(control), None, "control", "It is a share of each route: write 50 % as 0.5.")
    rewards = {"reward_referrer": reward_referrer, "reward_referred": reward_referred}
    wrong = [f"{name} is {money}" for name, money in rewards.items() if not 0 <= money < np.inf]
    if wrong or not 0 < control < 1:
        raise ValueError(f"rewards must be 0 or more and control between 0 and 1; found {', '.join(wrong) or control}.")
    control = float(control)
    on_route = _on_route(groups, control)
    if balanced_by is not None and not balanced_by.index.is_unique:
        twice = balanced_by.index[balanced_by.index.duplicated()].unique()
        raise SchemaError(f"balanced_by has customers twice: {listed(twice)}. Keep one number of each.")
    rng = np.random.default_rng(random_state)
    arms = [
        draw_control(
            members,
            control=control,
            balanced_by=None if balanced_by is None else balanced_by.reindex(members),
            random_state=rng,
        )
        for _, members in sorted(on_route.groupby(on_route).groups.items())
    ]
    arm = pd.concat(arms).reindex(on_route.index).rename("arm")
    routes = campaign_routes().loc[on_route.to_list()].set_axis(on_route.index)
    write, refers = arm == "write", routes["incentive"].str.contains("refer")
    plan = pd.DataFrame({"group": on_route, "route": routes["route"], "incentive": routes["incentive"], "arm": arm})
    plan["first_letter"] = pd.Series(day, plan.index).where(write)
    plan["second_letter"] = pd.Series(day + pd.Timedelta(days=gap), plan.index).where(write)
    return plan.assign(**{name: np.where(write & refers, float(money), 0.0) for name, money in rewards.items()})


def _on_route(groups: pd.Series, control: float) -> pd.Series:
    problems = []
    if not groups.index.is_unique:
        problems.append(f"customers are there twice: {listed(groups.index[groups.index.duplicated()].unique())}.")
    named = groups[groups.notna()].astype(object)
    if strange := sorted({str(name) for name in named} - set(GROUPS)):
        problems.append(f"groups must be {listed(GROUPS)}; found {listed(strange)}.")
    if problems:
        raise SchemaError(*problems)
    on_route = named[named.isin(list(ROUTES))]
    if on_route.empty:
        raise SchemaError(f"nobody is on a route: found no {listed(list(ROUTES))} among {len(groups):,} customers.")
    sizes = on_route.value_counts()
    if len(small := sizes[sizes < FEWEST]):
        raise SchemaError(f"{listed(small.index)} has one customer alone: nobody can be drawn. Leave the group out.")
    if len(small := sizes[sizes * control < 1 - 1e-9]):
        raise SchemaError(
            f"with a control of {control:g} nobody of {listed(small.index)} would be left alone, and nothing be learnt "
            f"of them: leave groups of fewer than {1 / control:,.0f} out, or raise control."
        )
    return on_route
