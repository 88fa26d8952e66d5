"""A bank's tables for the tests of the page about its clients."""

from functools import cache

import pandas as pd

from custseg.brief import BankClients, open_clients
from custseg.simulate import ClientBook, simulate_client_book

NEEDED = ["income", "cost", "exposure", "probability_of_default", "loss_given_default"]


@cache
def simulated(n: int = 300, seed: int = 3) -> ClientBook:
    """Give one book, simulated once."""
    return simulate_client_book(n, random_state=seed)


def tables(n: int = 300, seed: int = 3) -> dict[str, pd.DataFrame]:
    """Give its tables as a reader would have them, ids in a column."""
    book = simulated(n, seed)
    return {
        "clients": book.clients.reset_index(),
        "statements": book.statements,
        "income": book.income.reset_index().rename(columns=str),
        "groups": book.groups,
    }


@cache
def opened(n: int = 300, seed: int = 3) -> BankClients:
    """Give it opened, once."""
    return open_clients(**tables(n, seed))


def with_sure_levers() -> BankClients:
    """Give a book in which some lever is sure; in that of `opened` none is."""
    return opened(seed=6)


@cache
def bare(n: int = 60) -> BankClients:
    """Give a book that has no more than what is needed."""
    return open_clients(tables(n, 3)["clients"][["client_id", *NEEDED]])


@cache
def tiny() -> BankClients:
    """Give three clients."""
    return open_clients(tables(60, 3)["clients"].head(3))
