"""Does every engine's batch have the values of all customers at once?"""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from sklearn.linear_model import LinearRegression

from custseg import BetaGeoNBD, CustomerSegmenter, ValueGrid
from custseg.datasets import load_cdnow
from custseg.repeat_buying import repeat_purchase_table
from custseg.schema import SchemaError
from custseg.tables import customer_table, score_in_batches
from tests.engines import ENGINES


@pytest.fixture(scope="module")
def customers():
    table = customer_table(load_cdnow(), as_of="1998-06-30")[["recency", "frequency", "amount"]].head(700)
    table.attrs.clear()
    return table


@pytest.fixture(scope="module")
def histories():
    return repeat_purchase_table(load_cdnow(), observed_until="1997-09-30").head(700)


SOURCES = {
    **ENGINES,
    "reader": lambda rows: pa.Table.from_pandas(rows, preserve_index=False).to_reader(max_chunksize=100),
    "dataset": lambda rows: ds.dataset(pa.Table.from_pandas(rows, preserve_index=False)),
}


def home(found):
    """Bring scores into pandas, by customer."""
    if isinstance(found, pl.LazyFrame):
        found = found.collect(engine="streaming")
    table = found.to_pandas() if isinstance(found, pl.DataFrame | pa.Table) else found.read_all().to_pandas()
    return table.set_index("customer_id").sort_index()


@pytest.mark.heavy
@pytest.mark.parametrize("source", SOURCES)
def test_a_grid_names_the_same_segments(customers, source):
    grid = ValueGrid("rfm").fit(customers)
    found = score_in_batches(grid, SOURCES[source](customers.reset_index()), batch_rows=64)
    assert home(found)["segment"].tolist() == grid.predict(customers).astype(str).tolist()


@pytest.mark.heavy
@pytest.mark.parametrize("source", SOURCES)
def test_a_purchase_model_gives_the_same_chances(histories, source):
    model = BetaGeoNBD().fit(histories)
    found = score_in_batches(
        model, SOURCES[source](histories.reset_index()), method="expected_purchases", batch_rows=64, horizon=39
    )
    np.testing.assert_array_equal(home(found).iloc[:, 0], model.expected_purchases(histories, horizon=39))


@pytest.mark.heavy
@pytest.mark.parametrize("source", ["polars", "duckdb, 1 thread", "pyarrow"])
def test_clusters_and_other_estimators_give_the_same(customers, source):
    rows = SOURCES[source](customers.reset_index())
    segmenter = CustomerSegmenter(3, random_state=0).fit(customers)
    found = home(score_in_batches(segmenter, rows, batch_rows=50)).iloc[:, 0]
    assert found.astype(str).tolist() == segmenter.predict(customers).astype(str).tolist()
    line = LinearRegression().fit(customers[["recency"]], customers["amount"])
    found = home(score_in_batches(line, SOURCES[source](customers.reset_index()), batch_rows=50))
    np.testing.assert_allclose(found["predict"], line.predict(customers[["recency"]]), rtol=1e-12)


def test_kinds_stay(customers):
    grid, rows = ValueGrid("rfm").fit(customers), customers.reset_index()
    for source, kind in {"polars": pl.DataFrame, "polars lazy": pl.LazyFrame, "pyarrow": pa.Table}.items():
        assert isinstance(score_in_batches(grid, SOURCES[source](rows)), kind)
    assert isinstance(score_in_batches(grid, SOURCES["duckdb, 1 thread"](rows)), pa.RecordBatchReader)
    named = score_in_batches(grid, customers, batch_rows=10)
    pd.testing.assert_series_equal(named["segment"], grid.predict(customers))


def test_a_parquet_folder_is_scored_as_it_is_read_and_duckdb_reads_the_scores(customers, tmp_path):
    grid = ValueGrid("rfm").fit(customers)
    table = pa.Table.from_pandas(customers.reset_index(), preserve_index=False)
    for part in range(3):
        pq.write_table(table.slice(part * 250, 250), tmp_path / f"{part}.parquet")
    counts = "select segment, count(*) from scores group by segment"
    connection = duckdb.connect()
    connection.register("scores", score_in_batches(grid, tmp_path, batch_rows=100))
    counted = dict(connection.sql(counts).fetchall())
    assert counted == grid.predict(customers).astype(str).value_counts().to_dict()


def test_other_sources_models_and_methods_are_refused(customers, tmp_path):
    grid = ValueGrid("rfm").fit(customers)
    with pytest.raises(TypeError, match=r"source must be a table of pandas.*found list"):
        score_in_batches(grid, [1, 2])
    with pytest.raises(TypeError, match=r"ValueGrid has no method 'predcit'\. It has predict, transform"):
        score_in_batches(grid, customers, method="predcit")
    clusters = CustomerSegmenter(2).fit(customers[["recency", "amount"]])
    with pytest.raises(ValueError, match="fit_predict learns anew from each batch, and changes the model"):
        score_in_batches(clusters, customers, method="fit_predict")
    with pytest.raises(FileNotFoundError, match="there is no file or folder"):
        score_in_batches(grid, tmp_path / "nothing")
    with pytest.raises(SchemaError, match="source has no customer"):
        score_in_batches(grid, pl.from_pandas(customers.reset_index()).head(0))
    with pytest.raises(SchemaError, match="source lacks 'amount'"):
        score_in_batches(grid, pl.from_pandas(customers.reset_index()).drop("amount"))
    with pytest.raises(ValueError, match="batch_rows"):
        score_in_batches(grid, customers, batch_rows=0)
