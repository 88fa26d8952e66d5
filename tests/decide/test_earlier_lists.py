from functools import partial

import pandas as pd

from custseg.datasets import load_cdnow
from custseg.decide import (
    action_lists,
    comeback_rates,
    comeback_table,
    largest_customers,
    overdue,
    rhythm_table,
    silent_newcomers,
)

RULES = {
    "look after": partial(largest_customers, customers=10),
    "late": overdue,
    "new and silent": partial(silent_newcomers, after=50, until=57),
}
CUTS = ["1997-06-30", "1997-09-30", "1997-12-31", "1998-03-31"]


def test_an_empty_list_is_there_with_nobody():
    rules = {"late": overdue, "nobody": lambda rhythm: rhythm["recency"] < 0}
    lists = action_lists(load_cdnow(), rules, as_of="1997-09-30", random_state=1)
    assert lists["list"].value_counts()["nobody"] == 0
    rates = comeback_rates(load_cdnow(), rules, cuts=CUTS, ahead=91, observed_until="1998-06-30")
    assert rates.loc["nobody", "members"] == 0 and rates.loc["nobody", ["share", "low", "high"]].isna().all()


def test_who_came_back_is_counted_from_the_log():
    log = load_cdnow()
    table = comeback_table(log, {"late": overdue}, cuts=CUTS, ahead=91, observed_until="1998-06-30")
    for (_, cut), row in table.iterrows():
        members = overdue(rhythm_table(log, as_of=cut))
        ids = members.index[members]
        later = log[(log["date"] > cut) & (log["date"] <= cut + pd.Timedelta(days=91))]["customer_id"]
        assert row["members"] == len(ids) and row["came_back"] == ids.isin(later).sum()
        assert row["low"] <= row["share"] <= row["high"]
    rates = comeback_rates(log, {"late": overdue}, cuts=CUTS, ahead=91, observed_until="1998-06-30")
    assert table["members"].max() < rates["members"].item() < table["members"].sum()
