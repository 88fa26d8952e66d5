"""When do the customers of a simulated business come, and what do they spend there?

`draw_visits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

WEEK, YEAR, QUARTER = 7.0, 365.25, 91.0
RATE, AMOUNT = 10.0, 40.0  # how many times more often, and for how many times more, a wholesaler buys
STAYS = 50.0  # how many times longer a wholesaler stays


class Visits(NamedTuple):
    """Purchases of a business, also those after the day of its export; days count from its first day."""

    customer: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    truth: pd.DataFrame  # one row per customer


def draw_visits(shape: Mapping[str, Any], random_state: np.random.RandomState) -> Visits:
    """Draw customers, then their visits, then what each visit brings.

    Parameters
    ----------
    shape : mapping
        An entry of ``odd_businesses.toml``, with what it does not say taken from the plain shop.
    random_state : RandomState
        The stream of chance.

    Returns
    -------
    Visits
        Sorted by customer and day.
    """
    n = int(shape["customers"]) + int(shape.get("wholesalers", 0))
    large = np.arange(n) >= shape["customers"]
    came = _came(shape, n, random_state)
    draw = {"random": _at_random, "regular": _regular, "yearly": _yearly, "once": _once}[shape["rhythm"]]
    customer, day, truth = draw(shape, came, np.where(large, RATE, 1.0), random_state)
    kept = _in_season(shape, day, random_state) | (day == came[customer])
    customer, day = customer[kept], np.floor(day[kept])
    order = np.lexsort((day, customer))
    customer, day = customer[order], day[order].astype(np.int64)
    mean_rate = random_state.gamma(shape["q"], 1.0 / shape["gamma"], n)  # Gamma-Gamma: p / mean_rate is the mean amount
    mean_rate = np.where(large, mean_rate / AMOUNT, mean_rate)
    amount = np.maximum(random_state.gamma(shape["p"], size=len(day)) / mean_rate[customer], 0.01).round(2)
    mean = shape["p"] / mean_rate
    if "amount" in shape:
        amount[:], mean[:] = shape["amount"], shape["amount"]
    truth = truth.assign(sim_came=came, sim_mean=mean, sim_wholesaler=large)
    return Visits(customer, day, amount, truth)


def _came(shape: Mapping[str, Any], n: int, random_state: np.random.RandomState) -> np.ndarray:
    """Give the day on which each customer first comes."""
    came = random_state.uniform(shape["came_from"], shape["came_until"], n) * shape["days"]
    late = random_state.uniform(size=n) < shape.get("new_in_last_quarter", 0.0)
    last_quarter = shape["days"] - QUARTER * random_state.uniform(size=n)
    if "new_in_last_quarter" in shape:
        came *= 1 - QUARTER / shape["days"]
    return np.floor(np.where(late, last_quarter, came))


def _at_random(
    shape: Mapping[str, Any], came: np.ndarray, faster: np.ndarray, random_state: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Pareto/NBD: each at their own rate, until they leave for good; the rates are per week."""
    n = len(came)
    rate = random_state.gamma(shape["r"], 1.0 / shape["alpha"], n) * faster * _peak(shape)
    leaving = random_state.gamma(shape["s"], 1.0 / shape["beta"], n) / np.where(faster > 1, STAYS, 1.0)
    lifetime = WEEK * random_state.exponential(size=n) / leaving
    watched = np.minimum(lifetime, shape["days"] + shape["later_days"] - came)
    times = random_state.poisson(rate / WEEK * watched)
    owner = np.repeat(np.arange(n), times)
    later = came[owner] + random_state.uniform(size=len(owner)) * watched[owner]
    truth = pd.DataFrame({"sim_rate": rate / _peak(shape), "sim_lifetime": lifetime})
    return np.concatenate([np.arange(n), owner]), np.concatenate([came, later]), truth


def _regular(
    shape: Mapping[str, Any], came: np.ndarray, faster: np.ndarray, random_state: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """By the calendar: gaps that scatter around one length, until a visit is not renewed."""
    n, gap = len(came), shape["gap"]
    most = int((shape["days"] + shape["later_days"]) / gap) + 2
    gaps = np.maximum(random_state.normal(gap, 1.0, (n, most)) - gap, -3.0) * shape["scatter"] + gap
    visits = random_state.geometric(shape["leaves"], n)
    day = came[:, np.newaxis] + np.concatenate([np.zeros((n, 1)), np.cumsum(np.maximum(gaps, 1.0), axis=1)], axis=1)
    kept = (np.arange(most + 1) < visits[:, np.newaxis]) & (day < shape["days"] + shape["later_days"])
    owner, _ = np.nonzero(kept)
    return owner, day[kept], pd.DataFrame({"sim_rate": np.full(n, WEEK / gap) * faster, "sim_visits": visits})


def _yearly(
    shape: Mapping[str, Any], came: np.ndarray, faster: np.ndarray, random_state: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """BG/BB: each year a chance to give before Christmas, until they stop for good."""
    n, years = len(came), int((shape["days"] + shape["later_days"]) // YEAR)
    gives, stops = random_state.beta(1.2, 0.8, n), random_state.beta(0.7, 3.0, n)
    last = random_state.geometric(np.maximum(stops, 1e-9))
    age = np.arange(1, years + 1) - (came // YEAR)[:, np.newaxis]
    gave = (random_state.uniform(size=(n, years)) < gives[:, np.newaxis]) & (age >= 1) & (age <= last[:, np.newaxis])
    owner, year = np.nonzero(gave)
    day = (year + 1) * YEAR - random_state.uniform(8, 45, len(owner))
    late = day > came[owner]
    truth = pd.DataFrame({"sim_gives": gives, "sim_stops": stops * faster})
    return np.concatenate([np.arange(n), owner[late]]), np.concatenate([came, day[late]]), truth


def _once(
    shape: Mapping[str, Any], came: np.ndarray, faster: np.ndarray, random_state: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    return np.arange(len(came)), came, pd.DataFrame({"sim_rate": 0.0 * faster})


def _peak(shape: Mapping[str, Any]) -> float:
    return float(shape.get("fourth_quarter", 1.0))


def _in_season(shape: Mapping[str, Any], day: np.ndarray, random_state: np.random.RandomState) -> np.ndarray:
    """Keep all visits of the fourth quarter, and of the others as few as the peak says; the first day is 1 January."""
    of_year = (day % YEAR) / YEAR
    chance = random_state.uniform(size=len(day))
    kept: np.ndarray = (of_year >= 0.75) | (chance < 1 / _peak(shape))
    return kept
