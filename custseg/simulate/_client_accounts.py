"""What are the simulated companies, how does the bank deal with each, and what do its accounts hold?

`draw_companies`, `draw_practices`, `account_table`, `movable_shares` and `weighted_score`; `income_beside_lending`,
`serving_costs` and `next_contribution` say what a client brings and costs.
"""

import numpy as np
import pandas as pd
from scipy.special import expit

#: A practice of the bank with a client: its usual level and spread (of the logit), and its part in the income.
PRACTICES = {
    "cross_sell_rate": (-0.85, 0.7, 0.50),
    "wallet_share": (-0.60, 0.9, 0.35),
    "settlement_share": (-0.40, 0.9, 0.15),
    "remote_share": (0.40, 0.8, 0.00),
    "loan_share": (-0.40, 0.9, 0.00),
    "limit_use": (0.50, 0.8, 0.00),
}
#: What can be moved in `simulate_moves`: practices beside lending.
MOVABLE = ("cross_sell_rate", "wallet_share", "settlement_share", "remote_share")
INDUSTRIES = ("Making", "Trade", "Building", "Services")
CLOSENESS = 0.4  # correlation of any two practices
OFFERED = 12  # products
MEDIAN = 8e6  # turnover
FUNDING = 0.03  # what lent money costs the bank
BESIDE = 0.0012  # income beside lending, of the turnover of a client of median size
MARGIN = 0.018  # above it, where everybody pays the same


def draw_companies(
    index: pd.Index, grouped: np.ndarray, rates: np.ndarray, random: np.random.RandomState
) -> pd.DataFrame:
    """Draw what the companies are: size, worth of credit, grade."""
    n = len(index)
    revenue = MEDIAN * np.exp(1.1 * random.standard_normal(n)) * np.where(grouped, 1.5, 1.0)
    weak = random.standard_normal(n)
    grade = np.argsort(np.argsort(weak)) * len(rates) // n
    assets = revenue / 1.2 * np.exp(0.3 * random.standard_normal(n))
    return pd.DataFrame(
        {
            "industry": np.array(INDUSTRIES)[random.choice(len(INDUSTRIES), n, p=[0.3, 0.3, 0.2, 0.2])],
            "revenue": revenue,
            "net_margin": 0.06 - 0.03 * weak + 0.04 * random.standard_normal(n),
            "assets": assets,
            "liabilities": assets * expit(0.5 + 0.5 * weak + 0.5 * random.standard_normal(n)),
            "cash": assets * expit(-2.2 - 0.2 * weak + 0.5 * random.standard_normal(n)),
            "borrowed": random.beta(5, 5, n),
            "grade": grade + 1,
            "probability_of_default": np.where(random.random_sample(n) < 0.005, 1.0, rates[grade]),
            "loss_given_default": np.clip(random.normal(0.45, 0.08, n), 0.1, 0.9),
        },
        index=index,
    )


def draw_practices(branch: np.ndarray, n_branches: int, spread: float, random: np.random.RandomState) -> pd.DataFrame:
    """Draw the practices: a common closeness, the client's own, and the branch's."""
    close = np.sqrt(CLOSENESS) * random.standard_normal(len(branch))
    found = {}
    for name, (usual, width, _) in PRACTICES.items():
        own = np.sqrt(1 - CLOSENESS) * random.standard_normal(len(branch))
        place = spread * random.standard_normal(n_branches)
        found[name] = expit(usual + width * (close + own + place[branch]))
    return pd.DataFrame(found)


def account_table(
    companies: pd.DataFrame, practices: pd.DataFrame, risk_pricing: float, random: np.random.RandomState
) -> pd.DataFrame:
    """Turn companies and practices into what the bank's accounts hold."""
    n = len(companies)
    share = {name: practices[name].to_numpy() for name in practices}
    borrows = random.random_sample(n) >= 0.10
    loans = np.where(borrows, companies["borrowed"] * companies["liabilities"] * share["loan_share"], 0.0)
    limit = loans / share["limit_use"]
    severity = companies["loss_given_default"]
    chance = companies["probability_of_default"].where(companies["probability_of_default"] < 1, 0.0)
    excess = chance * severity - (chance * severity).mean()
    margin = MARGIN + risk_pricing * excess + 0.005 * random.standard_normal(n)
    settled = share["settlement_share"] * companies["revenue"]
    usual = 360 * (companies["revenue"] / MEDIAN) ** 0.6
    transactions = 12 + random.poisson(usual * (0.3 + share["settlement_share"]))
    employees = np.maximum(1, np.rint(companies["revenue"] / 150_000 * np.exp(0.4 * random.standard_normal(n))))
    return companies[["industry", "grade", "probability_of_default", "loss_given_default"]].assign(
        exposure=loans + 0.5 * (limit - loans),
        maturity=np.clip(random.gamma(6, 0.42, n), 1.0, 5.0),
        turnover=companies["revenue"] / 1e6,
        products=np.maximum(1.0, np.rint(OFFERED * share["cross_sell_rate"])),
        products_offered=float(OFFERED),
        transactions=transactions.astype("float64"),
        months=12.0,
        remote_transactions=random.binomial(transactions, share["remote_share"]).astype("float64"),
        deposits=companies["cash"] * share["wallet_share"],
        loans=loans,
        limit=limit,
        settled=settled,
        interest_income=loans * (FUNDING + margin),
        funding_rate=FUNDING,
        employees=employees,
        users=random.binomial(employees.astype("int64"), 0.5 * share["wallet_share"]).astype("float64"),
    )


def movable_shares(clients: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Give the practices that can be moved, as the book shows them."""
    return pd.DataFrame(
        {
            "cross_sell_rate": clients["products"] / clients["products_offered"],
            "wallet_share": clients["deposits"] / companies["cash"],
            "settlement_share": clients["settled"] / companies["revenue"],
            "remote_share": clients["remote_transactions"] / clients["transactions"],
        }
    )


def weighted_score(shares: pd.DataFrame) -> pd.Series:
    """Weigh the standardised practices."""
    weights = pd.Series({name: PRACTICES[name][2] for name in MOVABLE})
    standard = (shares - shares.mean()) / shares.std(ddof=0)
    return (standard * weights).sum(axis=1)


def serving_costs(clients: pd.DataFrame, random: np.random.RandomState) -> pd.Series:
    """Give what selling and serving cost."""
    remote = clients["remote_transactions"]
    steps = 1.5 * (clients["transactions"] - remote) + 0.2 * remote
    usual = 2_500 + 0.004 * clients["loans"] + 400 * clients["products"] + steps
    return usual * np.exp(0.2 * random.standard_normal(len(clients)))


def income_beside_lending(revenue: pd.Series, practices: pd.Series, random: np.random.RandomState) -> pd.Series:
    """Draw the income that is not interest: size and practices raise it, and one client in a hundred costs."""
    usual = BESIDE * MEDIAN * (revenue / MEDIAN) ** 0.9 * np.exp(practices)
    usual *= np.exp(random.normal(0, 0.4, len(usual)))
    return usual.where(random.random_sample(len(usual)) >= 0.01, -0.5 * usual)


def next_contribution(
    clients: pd.DataFrame, defaults: pd.Series, growth: np.ndarray, random: np.random.RandomState
) -> pd.Series:
    """Draw what each client brings in the year after the book: income that has grown, less cost and what is lost."""
    grown = np.maximum(1 + growth, 0.2) * np.exp(0.05 * random.standard_normal(len(clients)))
    lost = clients["exposure"] * clients["loss_given_default"] * defaults
    return clients["income"] * grown - clients["cost"] - lost
