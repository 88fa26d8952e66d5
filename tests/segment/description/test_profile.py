import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import PROFILE, SchemaError, check_table
from custseg.segment import ValueGrid, profile_segments


@pytest.fixture
def customers():
    return pd.DataFrame(
        {
            "amount": [10.0, 20.0, 60.0, 10.0],
            "frequency": [1, 3, 9, 2],
            "margin": [1.0, 2.0, 9.0, -2.0],
            "town": ["Ayton", "Beeham", "Ayton", "Ceeford"],
            "first_purchase": pd.to_datetime(["2024-01-01"] * 4),
        },
        index=pd.Index(["a", "b", "c", "d"], name="customer_id"),
    )


def ordered(labels, categories):
    return pd.Categorical(labels, categories=categories, ordered=True)


class TestProfile:
    def test_by_hand(self, customers):
        labels = ordered(["low", "low", "high", "low"], ["high", "low"])
        profile = profile_segments(customers, labels)
        expected = pd.DataFrame(
            {
                "customers": [1, 3],
                "share_of_customers": [0.25, 0.75],
                "amount": [60.0, 40.0],
                "share_of_amount": [0.6, 0.4],
                "median_amount": [60.0, 10.0],
                "median_frequency": [9.0, 2.0],
                "median_margin": [9.0, 1.0],
            },
            index=pd.Index(["high", "low"], name="segment"),
        )
        pd.testing.assert_frame_equal(profile, expected)

    def test_it_is_a_valid_profile(self, customers):
        profile = profile_segments(customers, ["x", "x", "y", "y"])
        pd.testing.assert_frame_equal(check_table(profile, PROFILE), profile)

    def test_another_column_can_be_summed(self, customers):
        profile = profile_segments(customers, ["x", "x", "y", "y"], value="margin")
        assert profile["amount"].to_dict() == {"x": 3.0, "y": 7.0}
        assert profile["share_of_amount"].to_dict() == {"x": 0.3, "y": 0.7}

    def test_empty_segments_keep_their_place(self, customers):
        labels = ordered(["low"] * 4, ["high", "middle", "low"])
        profile = profile_segments(customers, labels)
        assert profile.index.tolist() == ["high", "middle", "low"]
        assert profile["customers"].tolist() == [0, 0, 4]
        assert profile.loc["high", ["share_of_customers", "amount", "share_of_amount"]].tolist() == [0, 0, 0]
        assert profile.loc["high", "median_amount":].isna().all()
        check_table(profile, PROFILE)

    def test_plain_labels_are_sorted(self, customers):
        assert profile_segments(customers, [2, 10, 2, 1]).index.tolist() == [1, 2, 10]

    def test_labels_in_another_order_find_their_customers(self, customers):
        labels = pd.Series(["x", "x", "y", "y"], index=customers.index)
        expected = profile_segments(customers, labels)
        pd.testing.assert_frame_equal(profile_segments(customers, labels[::-1]), expected)

    def test_a_grid_s_segments_fit(self, customers_for):
        customers = customers_for("margin_cost")
        labels = ValueGrid("margin_cost").fit(customers).predict(customers)
        profile = profile_segments(customers, labels, value="gross_margin")
        assert profile.index.tolist() == ["high_value", "rich_but_costly", "thin_but_easy", "challenging"]
        assert profile["customers"].sum() == len(customers)

    def test_the_input_is_left_unchanged(self, customers):
        before = customers.copy(deep=True)
        profile_segments(customers, ["x", "x", "y", "y"])
        pd.testing.assert_frame_equal(customers, before)

    @given(st.lists(st.tuples(st.integers(1, 1000), st.sampled_from("abc")), min_size=1, max_size=40), st.randoms())
    def test_nothing_is_lost_and_the_order_of_rows_does_not_matter(self, rows, random):
        table = pd.DataFrame(rows, columns=["amount", "label"])
        profile = profile_segments(table[["amount"]], table["label"])
        assert profile["customers"].sum() == len(rows)
        assert profile["amount"].sum() == table["amount"].sum()
        assert profile["share_of_amount"].sum() == pytest.approx(1)
        order = list(table.index)
        random.shuffle(order)
        pd.testing.assert_frame_equal(profile_segments(table.loc[order, ["amount"]], table["label"]), profile)


class TestNegativeValues:
    def test_a_segment_that_loses_has_a_negative_share(self, customers):
        profile = profile_segments(customers, ["x", "x", "x", "y"], value="margin")
        assert profile["share_of_amount"].to_dict() == {"x": 1.2, "y": -0.2}
        check_table(profile, PROFILE)

    @pytest.mark.parametrize("margin", [0.0, -1.0])
    def test_a_share_of_nothing_means_nothing(self, customers, margin):
        with pytest.raises(ValueError, match=rf"'margin' adds up to {4 * margin:.2f} over all customers"):
            profile_segments(customers.assign(margin=margin), ["x", "x", "y", "y"], value="margin")


class TestWhatIsRefused:
    def test_the_value_must_be_there(self, customers):
        with pytest.raises(SchemaError, match="lacks column 'profit'"):
            profile_segments(customers, ["x"] * 4, value="profit")

    def test_the_value_must_be_known_for_every_customer(self, customers):
        with pytest.raises(SchemaError, match="'amount' is missing in 1 row"):
            profile_segments(customers.assign(amount=[1.0, np.nan, 2.0, 3.0]), ["x"] * 4)

    def test_too_few_labels_are_counted(self, customers):
        with pytest.raises(SchemaError, match="one label for each of 4 customers; found 3 labels"):
            profile_segments(customers, ["x"] * 3)

    def test_labels_of_other_customers_are_counted_and_named(self, customers):
        labels = pd.Series("x", index=["a", "b", "c", "e", "f"])
        with pytest.raises(
            SchemaError, match=r"4 customers, 5 labels; 1 customers without a label \('d'\), 2 labels"
        ) as caught:
            profile_segments(customers, labels)
        assert "'e', 'f'" in str(caught.value)

    def test_ids_that_occur_twice_cannot_be_matched(self, customers):
        labels = pd.Series("x", index=["a", "a", "b", "c", "d"])
        with pytest.raises(SchemaError, match="ids occur twice in labels"):
            profile_segments(customers, labels)

    def test_every_customer_needs_a_label(self, customers):
        for nameless in (None, "", " "):
            for labels in (
                pd.Series(["x", nameless, "y", "y"]),
                pd.Series(["x", nameless, "y", "y"]).astype("category"),
            ):
                with pytest.raises(SchemaError, match=r"1 of 4 are missing or empty \('b'\)"):
                    profile_segments(customers, labels.set_axis(customers.index))

    def test_a_list_is_no_table(self):
        with pytest.raises(TypeError, match="found list"):
            profile_segments([1, 2], ["x", "y"])
