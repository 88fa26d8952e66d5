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
    movable_shares,
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
