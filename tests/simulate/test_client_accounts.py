"""Do companies, practices and accounts hold together?"""

import numpy as np
import pandas as pd
import pytest

from custseg.simulate._client_accounts import (
    CLOSENESS,
    PRACTICES,
    account_table,
    draw_companies,
    draw_practices,
    income_beside_lending,
    movable_shares,
    next_contribution,
    weighted_score,
)

N = 2000


@pytest.fixture(scope="module")
def drawn():
    random = np.random.RandomState(0)
    companies = draw_companies(pd.RangeIndex(N), np.zeros(N, bool), np.array([0.001, 0.01, 0.1]), random)
    practices = draw_practices(np.zeros(N, int), 1, 0.0, random)
    return companies, practices, account_table(companies, practices, 0.5, random)


def test_worse_grades_owe_more_and_earn_less(drawn):
    by_grade = drawn[0].groupby("grade")[["liabilities", "assets", "net_margin"]].mean()
    assert by_grade["net_margin"].is_monotonic_decreasing
    assert (by_grade["liabilities"] / by_grade["assets"]).is_monotonic_increasing


def test_practices_go_together_as_stated(drawn):
    logits = np.log(drawn[1] / (1 - drawn[1]))
    together = logits.corr().to_numpy()[np.triu_indices(len(PRACTICES), 1)]
    assert together == pytest.approx(CLOSENESS, abs=0.08)


def test_accounts_stay_within_what_the_company_has(drawn):
    companies, _, clients = drawn
    assert (clients["loans"] <= companies["borrowed"] * companies["liabilities"]).all()
    assert (clients["loans"] <= clients["limit"] + 1e-9).all() and (clients["deposits"] <= companies["cash"]).all()
    assert (clients["remote_transactions"] <= clients["transactions"]).all()
    assert (clients["users"] <= clients["employees"]).all()


def test_the_score_is_centred(drawn):
    score = weighted_score(movable_shares(drawn[2], drawn[0]))
    assert score.mean() == pytest.approx(0, abs=1e-12)
    assert score.std() == pytest.approx(0.75, abs=0.1)


def test_income_beside_lending_follows_size_and_practices():
    """Of a client of median size .12 % of the turnover; .9 of a size in logarithms, and practices as they are."""
    random, revenue = np.random.RandomState(0), pd.Series([8e6, 80e6]).repeat(20_000).reset_index(drop=True)
    practices = pd.Series(0.0, revenue.index)
    practices[revenue.index[10_000:20_000]] = 0.5
    found = income_beside_lending(revenue, practices, random)
    assert (found < 0).mean() == pytest.approx(0.01, abs=0.002), "one client in a hundred costs"
    middle = found.groupby([revenue, practices]).median()
    assert middle[8e6, 0.0] == pytest.approx(9600, rel=0.02)
    assert np.log(middle[8e6, 0.5] / middle[8e6, 0.0]) == pytest.approx(0.5, abs=0.02)
    assert np.log10(middle[80e6, 0.0] / middle[8e6, 0.0]) == pytest.approx(0.9, abs=0.02)


def test_the_next_contribution_is_income_grown_less_cost_and_what_defaults_lose():
    clients = pd.DataFrame(
        {"income": 100.0, "cost": 30.0, "exposure": [0.0] * 5000 + [1000.0] * 5000, "loss_given_default": 0.4}
    )
    defaults, growth = pd.Series([0.0] * 7500 + [1.0] * 2500), np.repeat([0.1, -5.0], [9000, 1000])
    found = next_contribution(clients, defaults, growth, np.random.RandomState(0))
    means = [found[:7500].mean(), found[7500:9000].mean(), found[9000:].mean()]
    # incomes of 110, and at least a fifth of what it was, 20: errors of .05, so a mean of the growth of exp(.05² / 2)
    assert means == pytest.approx([110 - 30, 110 - 30 - 400, 20 - 30 - 400], abs=0.5)
