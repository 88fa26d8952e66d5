import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.bands import Bands
from custseg.catalogue import Axis, GridSpec, Segment, list_grids, load_grid
from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.segment import ValueGrid
from custseg.tables import customer_table
from tests.engines import ENGINES, hard_log


@pytest.mark.parametrize("name", list_grids())
class TestEveryGrid:
    @pytest.mark.heavy
    def test_rows_and_columns_in_any_order_give_the_same_answer(self, name, customers_for):
        customers = customers_for(name)
        shuffled = customers.sample(frac=1, random_state=3)[list(reversed(customers.columns))]
        expected = ValueGrid(name).fit(customers).predict(customers)
        pd.testing.assert_series_equal(ValueGrid(name).fit(shuffled).predict(shuffled).loc[customers.index], expected)

    @pytest.mark.heavy
    def test_indexes_come_back(self, name, customers_for):
        customers = customers_for(name)
        grid = ValueGrid(name)
        bands = grid.fit_transform(customers)
        assert grid.feature_names_in_.tolist() == bands.columns.tolist() == list(load_grid(name).columns)
        assert bands.index.equals(customers.index)
        assert (bands.dtypes == np.int64).all()
        segments = grid.predict(customers.tail(5))
        assert segments.index.equals(customers.index[-5:])
        assert segments.name == "segment"
        assert segments.cat.ordered
        assert segments.cat.categories.tolist() == [segment.key for segment in load_grid(name).segments]


class TestGoldMeteor:
    def test_whoever_brings_no_gain_is_a_burden_however_often_he_buys(self):
        # S2-53, X-24; half of the six gains are below 8, half of the eight repeats below 5
        customers = pd.DataFrame(
            {
                "gain_per_transaction": [-5.0, 0.0, 1.0, 8.0, 2.0, 2.0, 9.0, 9.0],
                "repeats": [9, 9, 5, 5, 0, 0, 0, 0],
            }
        )
        segments = ValueGrid("gold_meteor").fit(customers).predict(customers)
        assert segments.tolist() == ["burden", "burden", "stream", "gold", "burden", "burden", "meteor", "meteor"]


class TestOctants:
    def test_high_recency_means_bought_lately_and_high_frequency_more_than_once(self):
        customers = customer_table(load_cdnow(), as_of="1998-06-30")
        grid = ValueGrid("rfm_octants").fit(customers)
        # the medians of 2,357 customers: 473 days, 1 purchase, 43.06 dollars; ties stay together
        assert grid.cuts_["1|2"].to_dict() == {"recency": 472.0, "frequency": 2.0, "amount": 43.08}
        octants = grid.predict(customers)
        important = customers[octants == "important_value"]
        assert (important["recency"] <= 472).all() and (important["frequency"] >= 2).all()
        shares = octants.value_counts(normalize=True)
        assert shares["important_value"] == pytest.approx(0.373, abs=0.001)  # computed from the log with pandas alone
        assert shares["general_retain"] == pytest.approx(0.372, abs=0.001)


class TestLearntAttributes:
    def test_cuts_stand_in_the_order_of_the_bands(self, customers_for):
        cuts = ValueGrid("rfm").fit(customers_for("rfm")).cuts_
        assert cuts.index.tolist() == ["recency", "frequency", "amount"]
        assert cuts.index.name == "axis"
        assert cuts.columns.tolist() == ["1|2", "2|3", "3|4", "4|5"]
        assert cuts.loc["recency"].is_monotonic_decreasing
        assert cuts.loc["amount"].is_monotonic_increasing

    def test_axes_with_fewer_bands_have_fewer_cuts(self, customers_for):
        cuts = ValueGrid("gold_meteor").fit(customers_for("gold_meteor")).cuts_
        assert cuts.loc["repeats"].isna().tolist() == [False, True]

    def test_every_cell_is_counted_empty_ones_too(self, customers_for):
        customers = customers_for("rfm")
        grid = ValueGrid("rfm").fit(customers)
        counts = grid.cell_counts_
        assert counts.shape == (125,)
        assert counts.index.names == ["recency", "frequency", "amount"]
        assert counts.sum() == len(customers)
        by_segment = counts.groupby(grid.spec_.cells(), observed=False).sum()
        expected = grid.predict(customers).value_counts(sort=False)
        assert by_segment.to_dict() == expected.to_dict()

    def test_segments_come_with_their_names_actions_and_sources(self, customers_for):
        segments = ValueGrid("clv_crv").fit(customers_for("clv_crv")).segments_
        assert segments.index.tolist() == ["champions", "affluents", "advocates", "misers"]
        assert segments.loc["champions", "name_zh"] == "拥护者"
        assert segments.loc["champions", "action"] == "none in the source"
        assert segments.loc["misers", "source"].startswith("S3-05; ")
        assert segments["key"].tolist() == segments.index.tolist()
        assert set(segments["provenance"]) == {"from the literature"}


class TestOwnGridsAndCuts:
    SPEC = GridSpec(
        "size",
        "Size",
        axes=(Axis("orders", 2, rule="fixed", cuts=(10.0,)),),
        segments=(
            Segment("large", "Large", cells=((("orders", 2, 2),),)),
            Segment("small", "Small", cells=((("orders", 1, 1),),)),
        ),
    )

    def test_a_grid_made_in_code(self):
        customers = pd.DataFrame({"orders": [10, 9]})
        assert ValueGrid(self.SPEC).fit(customers).predict(customers).tolist() == ["large", "small"]

    def test_one_customer_is_enough_for_stated_cuts(self):
        assert ValueGrid(self.SPEC).fit(pd.DataFrame({"orders": [12]})).cell_counts_.tolist() == [0, 1]

    def test_a_grid_from_a_file(self, tmp_path):
        path = tmp_path / "size.toml"
        path.write_text(
            """
            key = "size"
            name_en = "Size"
            axes = [{ column = "orders", bands = 2, rule = "fixed", cuts = [10] }]
            segments = [
                { key = "large", name_en = "Large", cells = [{ orders = 2 }] },
                { key = "small", name_en = "Small", cells = [{ orders = 1 }] },
            ]
            """,
            "utf-8",
        )
        customers = pd.DataFrame({"orders": [10, 9]})
        for source in (path, str(path)):
            assert ValueGrid(source).fit(customers).predict(customers).tolist() == ["large", "small"]

    def test_other_cuts_for_one_axis_leave_the_rest(self, customers_for):
        customers = customers_for("rfm")
        own = Bands("fixed", cuts=[-1.0, 0.0, 1.0, 2.0], best="low")
        grid = ValueGrid("rfm", bands={"recency": own}).fit(customers)
        assert grid.cuts_.loc["recency"].tolist() == [2.0, 1.0, 0.0, -1.0]
        usual = ValueGrid("rfm").fit(customers).cuts_.loc["amount"]
        pd.testing.assert_series_equal(grid.cuts_.loc["amount"], usual)
        assert not hasattr(own, "cuts_")

    def test_later_customers_are_placed_by_the_earlier_cuts(self, customers_for):
        customers = customers_for("shapiro")
        grid = ValueGrid("shapiro").fit(customers)
        dear = customers.assign(realised_price=1e6, cost_to_serve=-1e6)
        assert set(grid.predict(dear)) == {"passive"}

    @pytest.mark.heavy
    @given(st.lists(st.integers(-9, 9), min_size=4, max_size=30).filter(lambda v: len(set(v)) > 1))
    def test_the_unit_of_money_moves_nobody(self, amounts):
        customers = pd.DataFrame({"realised_price": amounts, "cost_to_serve": amounts[::-1]}, dtype=float)
        segments = [ValueGrid("shapiro").fit_transform(scale * customers) for scale in (1, 100)]
        pd.testing.assert_frame_equal(*segments)


class TestWhatIsRefused:
    def test_all_missing_columns_are_named(self):
        with pytest.raises(SchemaError) as caught:
            ValueGrid("rfm").fit(pd.DataFrame({"amount": [1.0, 2.0]}))
        assert len(caught.value.problems) == 2
        assert "lacks column 'recency'" in caught.value.problems[0]
        assert "lacks column 'frequency'" in caught.value.problems[1]

    @pytest.mark.parametrize("method", ["fit", "transform", "predict"])
    def test_missing_and_infinite_values_are_named_by_customer(self, method, customers_for):
        customers = customers_for("shapiro")
        grid = ValueGrid("shapiro").fit(customers)
        customers.loc["C07", "realised_price"] = np.nan
        customers.loc["C11", "cost_to_serve"] = np.inf
        with pytest.raises(SchemaError, match="'C07'") as caught:
            getattr(grid, method)(customers)
        assert "'C11'" in str(caught.value)

    def test_text_is_no_number(self, customers_for):
        with pytest.raises(SchemaError, match="'realised_price' must hold numbers"):
            ValueGrid("shapiro").fit(customers_for("shapiro").assign(realised_price="dear"))

    def test_a_customer_stands_in_one_row(self, customers_for):
        customers = customers_for("shapiro")
        with pytest.raises(SchemaError, match="'C00'"):
            ValueGrid("shapiro").fit(pd.concat([customers, customers.head(1)]))

    def test_an_empty_table_has_no_customers(self, customers_for):
        with pytest.raises(SchemaError, match="no rows"):
            ValueGrid("shapiro").fit(customers_for("shapiro").head(0))

    @pytest.mark.parametrize("flat", [{"frequency": 1}, {"recency": 0, "amount": 1e9}, {"amount": -0.15}])
    def test_axes_with_one_value_are_named_with_cuts_that_work(self, flat, customers_for):
        customers = customers_for("rfm").assign(**flat)
        with pytest.raises(ValueError, match="State the cuts, these or your own: ") as caught:
            ValueGrid("rfm").fit(customers)
        assert [name for name in ("recency", "frequency", "amount") if f"axis '{name}'" in str(caught.value)] == list(
            flat
        )
        bands = eval(re.search(r"bands=(\{.*\})\.$", str(caught.value))[1])
        assert ValueGrid("rfm", bands=bands).fit(customers).predict(customers).notna().all()

    @pytest.mark.parametrize(
        ("bands", "expected"),
        [
            ({"recency": Bands()}, r"bands\['recency'\] must have best='low'; found 'high'"),
            ({"recency": [1, 2]}, r"bands\['recency'\] must be a Bands; found list"),
            (
                {"spend": Bands()},
                "bands has no axis 'spend' to apply to; the axes are 'recency', 'frequency', 'amount'",
            ),
            ({"amount": Bands(n_bands=3)}, "axis 'amount': needs 5 bands; found 3"),
            ({"amount": Bands("fixed", cuts=[1.0])}, "axis 'amount': needs 5 bands; found 2. Give 4 cuts"),
            ({"amount": Bands("jenks")}, "axis 'amount': Bands: rule must be one of"),
        ],
    )
    def test_bands_that_do_not_fit_the_grid(self, bands, expected, customers_for):
        with pytest.raises(ValueError, match=expected):
            ValueGrid("rfm", bands=bands).fit(customers_for("rfm"))

    def test_bands_are_named_by_column(self, customers_for):
        with pytest.raises(TypeError, match="must be a dict of column to Bands; found list"):
            ValueGrid("rfm", bands=[Bands()]).fit(customers_for("rfm"))

    def test_an_unknown_grid(self, customers_for):
        with pytest.raises(ValueError, match="Did you mean 'rfm'"):
            ValueGrid("rmf").fit(customers_for("rfm"))


@pytest.mark.slow
def test_a_million_customers_are_all_placed():
    random = np.random.default_rng(0)
    n = 1_000_000
    customers = pd.DataFrame(
        {
            "recency": random.integers(0, 400, n),
            "frequency": random.geometric(0.3, n),
            "amount": random.lognormal(3, 1, n).round(2),
        }
    )
    placed = ValueGrid("rfm").fit(customers).predict(customers)
    assert placed.notna().all()
    assert placed.value_counts().sum() == n


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_cuts_and_cells_are_those_of_pandas_on_every_engine(engine):
    log = hard_log()
    expected = ValueGrid("rfm").fit(customer_table(log, as_of="2025-01-15"))
    for rows in (customer_table(log, as_of="2025-01-15").reset_index(), None):
        given = ENGINES[engine](log if rows is None else rows)
        X = customer_table(given, as_of="2025-01-15", native=True) if rows is None else given
        found = ValueGrid("rfm").fit(X)
        pd.testing.assert_frame_equal(found.cuts_, expected.cuts_, check_exact=True)
        pd.testing.assert_series_equal(found.cell_counts_, expected.cell_counts_)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_refuses_what_no_cuts_can_be_learnt_from(engine):
    rows = customer_table(hard_log(returns=False), as_of="2025-01-15").reset_index()
    with pytest.raises(ValueError, match="axis 'frequency': no value but 1"):
        ValueGrid("rfm").fit(ENGINES[engine](rows.assign(frequency=1)))
    with pytest.raises(SchemaError, match="customers lacks 'amount'"):
        ValueGrid("rfm").fit(ENGINES[engine](rows.drop(columns="amount")))
