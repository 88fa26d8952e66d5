"""Are shares fractions in the end, and asked about where they may be in percent?"""

import pandas as pd
import pytest

from custseg.read.clients.shares import as_share, in_fractions


def read(values: list, *, cells: list | None = None, header: str = "PD", beside: list | None = None, **said: list):
    name = "probability_of_default"
    columns = {name: pd.Series(values, dtype=float)}
    texts = {name: pd.Series(values if cells is None else cells)}
    headers = {name: header}
    if beside is not None:
        columns["loss_given_default"] = texts["loss_given_default"] = pd.Series(beside, dtype=float)
        headers["loss_given_default"] = "LGD"
    return in_fractions(columns, texts, headers, percent=said.get("percent", []), fraction=said.get("fraction", []))


def test_fractions_stay_and_certain_percent_is_divided():
    assert read([0.01, 0.02, 1.0])[0]["probability_of_default"].tolist() == [0.01, 0.02, 1.0]
    assert read([1.5, 2, 3])[0]["probability_of_default"].tolist() == pytest.approx([0.015, 0.02, 0.03])
    assert read([0.5, 0.2], header="PD (%)")[0]["probability_of_default"].tolist() == pytest.approx([0.005, 0.002])
    assert read([0.5, 0.2], cells=["0.5%", "0.2%"])[0]["probability_of_default"].tolist() == pytest.approx(
        [0.005, 0.002]
    )


@pytest.mark.parametrize(
    ("values", "beside", "asks"),
    [([0.3, 0.4, 0.9], None, "high for a fraction"), ([0.01, 0.02, 3], None, "most of it is below 1"),
     ([0.01, 0.3], [45, 40], "beside shares in percent"), ([1, 450], None, "up to 450")],
)  # fmt: skip
def test_what_is_open_is_asked_and_an_answer_ends_it(values, beside, asks):
    assert asks in read(values, beside=beside)[1][0]
    assert not read(values, beside=beside, fraction=["probability_of_default"])[1]


def test_signs_of_percent_and_decimal_commas_come_off():
    assert as_share(pd.Series(["1,5 %", "45％", None], dtype=object)).tolist()[:2] == ["1.5", "45"]
    assert as_share(pd.Series([0.1])).tolist() == [0.1]
