"""Does everybody stand there in one row with the right numbers, and can the workbook be written?"""

import re

import numpy as np
import pandas as pd
import pytest

from custseg.brief import (
    band_moves,
    customer_groups,
    customer_rows,
    lists_for_monday,
    open_book,
    who_comes_back,
    who_moved,
)
from custseg.brief.workbook import _below, _newcomers, _with_names
from custseg.catalogue import phrases
from custseg.datasets import load_cdnow
from custseg.report import write_customers_workbook
from custseg.simulate import simulate_business
from tests.brief.by_hand import fact


@pytest.fixture(scope="module")
def plain():
    return open_book(simulate_business("plain", random_state=1).rows, currency="EUR")


@pytest.fixture(scope="module")
def sheets(plain):
    return customer_rows(plain)


def test_the_measures_are_those_of_pandas(plain, sheets):
    log, table = plain.log, sheets["customers"]
    by = log.groupby("customer_id")
    assert (table["first_purchase"] == by["date"].min()).all() and (table["last_purchase"] == by["date"].max()).all()
    assert table["amount"].to_numpy() == pytest.approx(by["amount"].sum().to_numpy())
    assert (table["purchase_days"] == by["date"].nunique()).all()
    assert (table["recency"] == (plain.as_of - by["date"].max()).dt.days).all()
    year = log[log["date"] > plain.as_of - pd.Timedelta(days=365)].groupby("customer_id")["amount"].sum()
    assert table["amount_last_year"].to_numpy() == pytest.approx(year.reindex(table.index).fillna(0).to_numpy())


def test_groups_and_bands_are_those_of_the_sections(plain, sheets):
    table, groups, moves = sheets["customers"], customer_groups(plain), band_moves(plain)
    assert (table["group"] == groups["group"]).all() and (table["group_rule"] == groups["rule"]).all()
    assert (table.loc[moves.index, "band_a_year_ago"] == moves["from_tier"]).all()
    assert table["band"].isna().sum() == len(table) - len(moves)


def test_what_is_expected_of_the_customers_adds_up_to_the_forecast(plain, sheets):
    total = sheets["customers"]["expected_amount"].sum()
    assert total == pytest.approx(plain.forecast.estimate, rel=0.01), "the workbook and the page forecast apart"


def test_everybody_on_a_list_stands_on_its_sheet_with_the_same_word(plain, sheets):
    table = sheets["customers"]
    for name, sheet in lists_for_monday(plain).lists.items():
        assert sorted(table.index[table["list"] == name]) == sorted(sheet.index)
        assert (table.loc[sheet.index, "todo"] == sheet["todo"]).all()
        told = sheet.dropna(axis="columns", how="all")  # of newcomers nobody has a usual gap
        pd.testing.assert_frame_equal(told, sheets[name].drop(columns="back_in_100"))
        pd.testing.assert_series_equal(sheets[name]["back_in_100"], table.loc[sheet.index, "back_in_100"])


def test_every_list_that_a_section_names_has_its_sheet(plain, sheets):
    named = who_moved(plain).lists
    assert set(named) <= set(sheets), "the page says that the list holds them: where?"
    assert all(sorted(sheets[name].index) == sorted(table.index) for name, table in named.items())
    (silent,) = who_comes_back(plain).lists.values()
    said = fact(who_comes_back(plain), "comes-back.newcomers")["text"]
    (name,) = [name for name in sheets if said.endswith(f"they are on the list of {name}.")]
    assert silent.index.isin(sheets[name].index).all(), f"the page says that {name} has them, and it does not"


@pytest.mark.heavy
def test_silent_newcomers_have_a_sheet_only_where_no_other_has_them_all(plain, sheets):
    assert list(who_comes_back(plain).lists) == ["silent newcomers"]
    assert "silent newcomers" not in sheets and "first-time buyers" in sheets
    contract = open_book(simulate_business("every_thirty_days", random_state=1).rows)  # it has no such list for Monday
    assert list(_newcomers(contract)) == ["silent newcomers"]
    said = fact(who_comes_back(contract), "comes-back.newcomers")["text"]
    assert said.endswith("they are on the list of silent newcomers.")


def test_customers_with_the_same_history_have_the_same_interval(sheets):
    table = sheets["customers"].dropna(subset=["expected_amount_high"])
    assert len(table) and (table["expected_amount_low"] <= table["expected_amount_high"]).all()
    assert (table["expected_amount_low"] >= 0).all()


@pytest.mark.heavy
def test_nine_in_ten_intervals_hold_a_quarter_that_was_kept_back():
    log, day = load_cdnow(), pd.Timestamp("1998-03-31")
    table = customer_rows(open_book(log, as_of=day))["customers"]
    came = log[log["date"] > day].groupby("customer_id")["amount"].sum().reindex(table.index).fillna(0)
    held = came.between(table["expected_amount_low"] - 1e-9, table["expected_amount_high"] + 1e-9)
    assert 0.85 <= held.mean() <= 0.99, f"{held.mean():.3f} of the 90 % intervals held"


def test_of_100_like_this_one_is_what_they_did(plain, sheets):
    table = sheets["customers"]
    known = table[table["alike"] > 0]
    assert (known["alike"] >= 30).all() and known["back_in_100"].between(0, 100).all()
    assert (known["alike_in_words"] != "").all() and (table.loc[table["alike"] == 0, "alike_in_words"] == "").all()


def test_rows_set_aside_have_their_reason():
    sheets = customer_rows(open_book(simulate_business("guest", random_state=1).rows))
    assert (sheets["set aside"]["reason"] == "the customer is a guest or unknown").all()


def test_money_has_no_more_than_two_decimals(sheets):
    for name, sheet in sheets.items():
        for column in sheet.columns[sheet.columns.str.contains("amount|score")]:
            written = sheet[column].dropna().map(repr).str.partition(".")[2]
            assert (written.str.len() <= 2).all(), f"{column} of {name!r} shows digits that nobody paid"


def test_who_is_on_no_list_is_told_so(plain, sheets):
    table = sheets["customers"]
    others = table.loc[~table.index.isin(plain.lists.index), ["list", "todo", "why"]].drop_duplicates()
    assert others.to_numpy().tolist() == [
        ["no list", "nothing special", "On no list: none of their rules asks for a call or a letter."]
    ]
    assert not table[["list", "todo", "why"]].isin(["", None]).any(axis=None)


def test_a_column_in_which_nothing_stands_is_left_out(sheets):
    """In a short file nothing is expected of anybody, and nobody was like anybody on a past day."""
    assert {"expected_amount", "alike", "alike_in_words", "band"} <= set(sheets["customers"])
    days = pd.to_datetime(["2024-01-01", "2024-01-20", "2024-02-01"])
    short = customer_rows(open_book(pd.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": 5.0})))
    table = short["customers"]
    assert not table.isna().all().any() and not table.eq("").all().any()
    assert not {"expected_amount", "alike", "alike_in_words", "back_in_100", "band"} & set(table)
    assert {"first_purchase", "amount", "why"} <= set(table)


def test_why_of_the_late_is_a_sentence(plain, sheets):
    one = sheets["late customers"].iloc[0]
    said = rf"Bought on {one['purchase_days']} days, usually {one['usual_gap']:g} days apart \([\d.,]+ on average\), "
    assert re.fullmatch(rf"{said}and has not bought for {one['recency']} days now\.", one["why"]), one["why"]


@pytest.mark.parametrize("amounts", [[5.0], [5.0, -5.0], [0.0], [5.0, 5.0]])
def test_a_few_rows_are_enough(amounts):
    days = pd.date_range("2024-03-01", periods=len(amounts))
    sheets = customer_rows(open_book(pd.DataFrame({"customer_id": "a", "date": days, "amount": amounts})))
    assert len(sheets["customers"]) == (amounts[-1] >= 0)


def test_every_column_has_words_and_the_workbook_can_be_written(sheets, tmp_path):
    names = {name for sheet in sheets.values() for name in sheet.columns}
    labels = {key.removeprefix("labels."): words for key, words in phrases().items() if key.startswith("labels.")}
    lacking = sorted(name for name in names if "_" in str(name) and name not in labels)
    assert not lacking, f"{lacking}: give them a line in labels.toml"
    path = write_customers_workbook(tmp_path / "customers.xlsx", sheets, labels=labels)
    back = pd.read_excel(path, sheet_name=None, dtype={"customer": str})
    assert [len(one) for one in back.values()] == [len(one) for one in sheets.values()]
    assert np.array_equal(back["customers"]["customer"], sheets["customers"].index)


def test_names_stand_beside_a_list_of_nobody_too():
    """A list on which nobody stands may have no columns, and is a sheet all the same."""
    names = pd.Series(["Ann"], index=pd.Index(["a"], name="customer_id"), name="customer_name")
    nobody = pd.DataFrame(index=pd.Index([], dtype="str", name="customer_id"))
    assert list(_with_names(nobody, names)) == ["customer_name"] and nobody.empty
    some = pd.DataFrame({"amount": [1.0]}, index=names.index)
    assert _with_names(some, names).loc["a"].to_dict() == {"customer_name": "Ann", "amount": 1.0}


def test_texts_of_lists_stand_below_each_other_whether_they_are_categories_or_not():
    lists = [pd.Series(["b", "a", "b"], dtype="category"), pd.Series(["a", "c"]), pd.Series([], dtype="object")]
    found = _below("none", lists)
    assert list(found) == ["none", "b", "a", "b", "a", "c"] and sorted(found.categories) == ["a", "b", "c", "none"]
