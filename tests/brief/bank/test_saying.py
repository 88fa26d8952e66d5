"""Are money and looks written as a reader writes them?"""

import numpy as np

from custseg.brief.bank._saying import IN_PERCENT, about, look_name, money, worth
from custseg.segment import look_indicators
from tests.brief.bank.books import opened


def test_shares_are_in_per_cent_and_counts_are_not():
    assert worth("wallet_share", 0.256) == "25.6%"
    assert worth("monthly_transactions", 17.354) == "17.35"
    assert worth("wallet_share", np.nan) == "–"
    assert set(look_indicators().index) >= IN_PERCENT


def test_every_look_has_words():
    assert all("_" not in look_name(look) for look in look_indicators().index)


def test_money_without_a_currency_is_a_number():
    assert money(opened(), 1234.4) == "1,234"


def test_a_claim_knows_its_call():
    told = about(opened(), "limits", "clients_limits", {"n": 3})
    assert told["call"] == "custseg.brief.clients_limits(clients)" and told["n"] == 3
