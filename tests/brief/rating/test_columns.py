"""Is everything that is wrong with a table of retailers said, and nothing but what is wrong?"""

import numpy as np
import pandas as pd
import pytest

from custseg.brief.rating.columns import rating_table
from tests.brief.rating.retailers import retailers

WORDS = ["market", "format"]


def problems_of(table, **more):
    return rating_table(table, columns=more.pop("columns", {}), words=WORDS, numbers=["score"], **more)[2]


def test_rows_in_any_order_and_chinese_headers_are_read():
    table = retailers().sample(frac=1, random_state=1)
    zh = table.set_axis(["零售户", "季度", "市场类型", "业态", "积分"], axis=1)
    found = [rating_table(one, columns={}, words=WORDS, numbers=["score"])[0] for one in (table, zh)]
    pd.testing.assert_frame_equal(*found)
    assert found[0]["period"].iloc[:4].is_monotonic_increasing


def test_ids_of_digits_keep_their_zeros(tmp_path):
    path = tmp_path / "retailers.csv"
    retailers().assign(id=lambda table: "00" + table["id"].str[1:]).to_csv(path, index=False)
    assert rating_table(path, columns={}, words=WORDS, numbers=["score"])[0]["customer_id"].iloc[0] == "0000"


def test_every_problem_is_said_at_once():
    table = retailers().drop(columns="market").astype({"score": object})
    table.loc[3, "score"], table.loc[5, "format"], table.loc[9, "period"] = "many", None, "spring"
    said = " ".join(problems_of(pd.concat([table, table.tail(1)], ignore_index=True)))
    for part in ("lacks 'market'", "format is missing in row 5", "'many'", "'spring'", "stand twice"):
        assert part in said, f"not said: {part}"


def test_two_tiers_in_one_period_are_not_just_a_row_twice():
    table = retailers(tier=2)
    twice = pd.concat([table, table.tail(1).assign(tier=3), table.head(1)], ignore_index=True)
    said = problems_of(twice)
    assert any("two tiers in one period: 's19 in 2024Q4'" in one for one in said)
    assert any("stand twice in one period: 's00 in 2024Q1'" in one for one in said)


@pytest.mark.parametrize("tier", [0, 1.5, -2])
def test_a_tier_is_a_whole_number_from_one_on(tier):
    assert "tier must be whole numbers" in " ".join(problems_of(retailers(tier=tier)))


def test_infinite_scores_and_unknown_headers_are_said():
    said = " ".join(problems_of(retailers(score=np.inf), columns={"clerk": "Betreuer"}))
    assert "score must be numbers" in said and "no column 'Betreuer' for clerk" in said


def test_a_file_with_decimal_commas_is_read_and_one_with_both_signs_is_not():
    table = retailers()
    commas = table.assign(score=table["score"].map(lambda one: f"{one:.3f}".replace(".", ",")))
    found, _, problems = rating_table(commas, columns={}, words=WORDS, numbers=["score"])
    plain = rating_table(table, columns={}, words=WORDS, numbers=["score"])[0]
    assert not problems and np.allclose(found["score"], plain["score"], atol=1e-3)
    both = commas.assign(score=commas["score"].where(commas.index > 0, "1.5"))
    assert "one decimal sign" in " ".join(problems_of(both))
