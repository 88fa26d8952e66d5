"""Are the grades' default rates what their odds and the mean say?"""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from custseg.datasets import applicant_grades, data_file, grade_default_rates


@pytest.mark.heavy
def test_the_counts_follow_from_the_rows(outside_data):
    rows = pd.read_parquet(data_file("credit_data")).drop(columns="row")
    bad = rows.pop("Status") == "bad"
    numbers, words = make_column_selector(dtype_include="number"), make_column_selector(dtype_exclude="number")
    prepared = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), words),
    )
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    chance = cross_val_predict(
        make_pipeline(prepared, LogisticRegression(max_iter=1000)), rows, bad, cv=folds, method="predict_proba"
    )[:, 1]
    table = bad.groupby(pd.qcut(chance, 5, labels=False)).agg(["size", "sum"])
    assert table["size"].tolist() == pytest.approx(applicant_grades()["applicants"].tolist(), abs=2)
    assert table["sum"].tolist() == pytest.approx(applicant_grades()["bad"].tolist(), abs=3)


def test_the_counts_are_those_of_the_sample():
    table = applicant_grades()
    assert (int(table["applicants"].sum()), int(table["bad"].sum())) == (2227, 649)


@pytest.mark.parametrize("mean", [0.001, 0.015, 0.2, 0.9])
def test_odds_lie_apart_as_in_the_sample_and_the_mean_is_kept(mean):
    rates, bad = grade_default_rates(mean), applicant_grades()["bad_rate"]
    assert rates.mean() == pytest.approx(mean)
    factor = (rates / (1 - rates)) / (bad / (1 - bad))
    assert np.ptp(factor) == pytest.approx(0, abs=1e-9 * factor.max())


@pytest.mark.parametrize("mean", [0.0, 1.0, 1.5])
def test_a_mean_that_is_no_rate_is_refused(mean):
    with pytest.raises(ValueError, match=r"Write 1\.5 % as 0\.015"):
        grade_default_rates(mean)
