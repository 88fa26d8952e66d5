"""What do a simulated company's own statements say, and what did it bring the bank in the years before?

`yearly_statements` and `yearly_income`.
"""

import numpy as np
import pandas as pd

YEARS = 3
LOST = 0.06  # of the clients hand in no statements, or not all
WRONG = 0.03  # of the statements do not balance


def yearly_statements(
    companies: pd.DataFrame, growth: np.ndarray, last_year: int, random: np.random.RandomState
) -> pd.DataFrame:
    """Give three years of statements; some are missing, some do not balance, profits may be losses."""
    n = len(companies)
    tables = []
    for back in range(YEARS - 1, -1, -1):
        scale = np.maximum(1 + growth, 0.2) ** -back * np.exp(0.02 * random.standard_normal(n) * (back > 0))
        revenue = companies["revenue"] * scale
        assets = companies["assets"] * scale
        liabilities = companies["liabilities"] * scale
        off = np.where(random.random_sample(n) < WRONG, 0.05, 0.0)
        tables.append(
            pd.DataFrame(
                {
                    "year": last_year - back,
                    "revenue": revenue,
                    "net_profit": revenue * (companies["net_margin"] + 0.01 * random.standard_normal(n)),
                    "assets": assets,
                    "liabilities": liabilities,
                    "equity": assets - liabilities + off * assets,
                    "cash": companies["cash"] if back == 0 else companies["cash"] * scale,
                    "debt": companies["borrowed"] * liabilities,
                }
            )
        )
    table = pd.concat(tables).reset_index(names="client_id")
    lost = _lost(companies.index, random)
    kept = ~pd.MultiIndex.from_frame(table[["client_id", "year"]]).isin(
        [(client, last_year - back) for client, years in lost.items() for back in years]
    )
    return table[kept].sort_values(["client_id", "year"], kind="stable", ignore_index=True)


def yearly_income(income: pd.Series, growth: np.ndarray, last_year: int, random: np.random.RandomState) -> pd.DataFrame:
    """Give what each client brought in three years: the last as it stands, those before by its growth with us."""
    found = {}
    for back in range(YEARS - 1, -1, -1):
        noise = 0.05 * random.standard_normal(len(income)) if back else 0.0
        found[last_year - back] = income / np.maximum(1 + growth, 0.2) ** back * np.exp(noise)
    return pd.DataFrame(found, index=income.index)


def _lost(clients: pd.Index, random: np.random.RandomState) -> dict[str, tuple[int, ...]]:
    """Draw whose statements are missing: the first year, the last, or all."""
    chosen = clients[random.random_sample(len(clients)) < LOST]
    kinds = ((2,), (0,), (0, 1, 2))
    drawn = random.randint(len(kinds), size=len(chosen))
    return {client: kinds[kind] for client, kind in zip(chosen, drawn, strict=True)}
