"""What do customers of a kind spend, and what are the true mean, top share and Gini coefficient?"""

from __future__ import annotations

from math import gamma, pi, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.stats import gamma as gamma_distribution
from scipy.stats import norm

ACCOUNT = 200.0  # times as much as an ordinary customer's, for the customers who are accounts
TRADE = 20.0  # times as much as a consumer's, for the customers who are trade


def spend(kind: str, random: np.random.Generator, size: int | tuple[int, ...]) -> np.ndarray:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    if name == "normal":
        return random.normal(0, parameter, size)
    if name == "gamma":
        return random.gamma(parameter, size=size)
    if name == "log-normal":
        return random.lognormal(0, parameter, size)
    if name == "Pareto":
        return random.pareto(parameter, size) + 1
    if name == "accounts":
        return random.lognormal(0, 1, size) * np.where(random.random(size) < parameter, ACCOUNT, 1.0)
    if name == "trade":
        return random.exponential(size=size) * np.where(random.random(size) < parameter, TRADE, 1.0)
    if name == "counts":
        return random.poisson(parameter, size).astype(float)
    return random.lognormal(0, 1, size) * (random.random(size) < parameter)  # buyers: the others spend nothing


def true_mean(kind: str) -> float:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    skewed = {"normal": 0.0, "log-normal": np.exp(parameter**2 / 2), "buyers": parameter * np.exp(0.5)}
    if name == "Pareto":
        return parameter / (parameter - 1)
    if name == "accounts":
        return float((1 + (ACCOUNT - 1) * parameter) * np.exp(0.5))
    return float(skewed.get(name, parameter))


def true_top_share(kind: str, share: float) -> float:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    if name == "log-normal":
        return float(norm.cdf(norm.ppf(share) + parameter))
    if name == "Pareto":
        return float(share ** (1 - 1 / parameter))
    if name == "accounts":
        kinds, logs = np.array([1 - parameter, parameter]), np.log([1.0, ACCOUNT])
        edge = brentq(lambda x: kinds @ norm.sf(x - logs) - share, -9, 9 + logs[1])
        money = kinds * np.exp(logs)
        return float(money @ norm.sf(edge - logs - 1) / money.sum())
    if name == "trade":
        kinds, times = np.array([1 - parameter, parameter]), np.array([1.0, TRADE])
        edge = brentq(lambda x: kinds @ np.exp(-x / times) - share, 0, 20 * TRADE)
        return float(kinds @ ((edge + times) * np.exp(-edge / times)) / (kinds @ times))
    return float(gamma_distribution.sf(gamma_distribution.isf(share, parameter), parameter + 1))


def true_gini(kind: str) -> float:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    if name == "log-normal":
        return float(2 * norm.cdf(parameter / sqrt(2)) - 1)
    if name == "Pareto":
        return 1 / (2 * parameter - 1)
    if name == "trade":  # one less the integral of the squared chance to spend more, over the mean
        kinds, times = np.array([1 - parameter, parameter]), np.array([1.0, TRADE])
        both = kinds @ (1 / (1 / times[:, None] + 1 / times)) @ kinds
        return float(1 - both / (kinds @ times))
    return gamma(parameter + 0.5) / gamma(parameter + 1) / sqrt(pi)
