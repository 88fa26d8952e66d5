"""One decimal sign and one currency for all columns of numbers, decided by evidence or by the caller."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.read.cells.amounts import read_numbers


def read(values, decimal=None, **others):
    columns = {"amount": values, **others}
    columns = {k: v if isinstance(v, pd.Series) else pd.Series(v, dtype=object) for k, v in columns.items()}
    parsed, found, problems = read_numbers(columns, np.arange(len(columns["amount"])) + 2, decimal)
    return parsed["amount"], found, problems


@pytest.mark.parametrize(
    ("values", "numbers", "decimal"),
    [
        (["1,234", "1.5"], [1234, 1.5], "."),
        (["1.234", "1,5"], [1234, 1.5], ","),
        (["1,234.50", "(2.00)"], [1234.5, -2], "."),
        (["1.234,50 €", "2-"], [1234.5, -2], ","),
        (["1 234,50", "5"], [1234.5, 5], ","),
        (["1'234.50", "5"], [1234.5, 5], "."),
        (["7", "8"], [7, 8], None),
        ([7, Decimal("8.25")], [7, 8.25], None),
        ([1.5, "1,234.5"], [1.5, 1234.5], "."),
    ],
)
def test_evidence(values, numbers, decimal):
    parsed, found, problems = read(values)
    assert parsed.series.tolist() == numbers
    assert parsed.series.dtype == "float64"
    assert (found["decimal"], problems, parsed.faults) == (decimal, [], [])


@pytest.mark.parametrize(("decimal", "number"), [(".", 1234.0), (",", 1.234)])
def test_what_the_caller_says(decimal, number):
    parsed, found, problems = read(["1,234"], decimal)
    assert (parsed.series.tolist(), found["decimal"], problems) == ([number], decimal, [])


def test_no_evidence():
    assert read(["7", "1,234"])[2] == [
        "amount can be read in two ways: '1,234' in row 3. Pass decimal='.' for 1,234.00 or decimal=',' for 1.234."
    ]


def test_where_every_amount_has_three_digits_after_its_mark_thousands_are_offered_first():
    assert read(["6.505", "3.768"])[2] == [
        "amount can be read in two ways: '6.505' in row 2. Pass decimal=',' for 6,505.00 or decimal='.' for 6.505."
    ]


def test_evidence_from_another_column():
    parsed, found, problems = read(["1,234", "7"], unit_price=["1.50", "2"])
    assert (parsed.series.tolist(), found["decimal"], problems) == ([1234, 7], ".", [])


def test_contradictory_evidence():
    assert read(["1,5", "1.5", "2.5"])[2] == [
        "there are two decimal signs: a decimal point in amount of 2 rows (row 3: '1.5', row 4: '2.5') and a decimal "
        "comma in amount of 1 row (row 2: '1,5'). Pass decimal='each' to read each cell by its own sign, or decimal="
        "'.' or decimal=','; what cannot be read so is then listed one by one."
    ]


def test_each_cell_may_be_read_by_its_own_sign():
    parsed, found, problems = read(["1.654,85", "3,118.57", "7", "1,234"], "each")
    assert (parsed.series.tolist()[:3], found["decimal"], problems) == ([1654.85, 3118.57, 7.0], "each", [])
    (fault,) = parsed.faults
    assert fault.mask.tolist() == [False, False, False, True], "1,234 can be read in two ways"


def test_a_stated_sign_is_named_in_the_fault():
    (fault,) = read(["1,5", "1.5"], ",")[0].faults
    assert fault.reason == "amount cannot be read with decimal=','"
    assert fault.mask.tolist() == [False, True]


def test_an_open_sign_hides_no_other_fault():
    parsed, _, problems = read(["1,234", "abc", None])
    assert len(problems) == 1
    assert [(fault.reason, fault.mask.tolist()) for fault in parsed.faults] == [
        ("amount is missing", [False, False, True]),
        ("amount cannot be read", [False, True, False]),
    ]


def test_text_gaps_and_infinity_are_three_faults():
    parsed, _, _ = read([1.0, "abc", None, "", np.inf, "-inf", "True"])
    assert [(fault.reason, np.flatnonzero(fault.mask).tolist()) for fault in parsed.faults] == [
        ("amount is missing", [2, 3]),
        ("amount cannot be read", [1, 6]),
        ("amount is infinite", [4, 5]),
    ]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, 2]), pd.Series([1.0, 2.0]), pd.Series([1, 2], dtype="Int64"), pd.Series([1, 2], dtype="Float64"),
        pd.Series([1, 2], dtype="int64[pyarrow]"), pd.Series(["1", "2"], dtype="str"),
        pd.Series(["1", "2"], dtype=object),
        pd.Series(["1", "2"], dtype="string"),
    ],
)  # fmt: skip
def test_any_storage(values):
    parsed, _, _ = read(values)
    assert parsed.series.tolist() == [1.0, 2.0]
    assert parsed.series.dtype == "float64"


def test_gaps_in_optional_columns_are_no_faults():
    columns = {"amount": pd.Series([1.0, 2.0]), "quantity": pd.Series([np.nan, 1.0])}
    parsed, _, _ = read_numbers(columns, np.array([2, 3]))
    assert parsed["quantity"].faults == []


def test_text_in_an_optional_column_says_how_to_ignore_it():
    columns = {"amount": pd.Series([1.0]), "quantity": pd.Series(["many"])}
    (fault,) = read_numbers(columns, np.array([2]))[0]["quantity"].faults
    assert 'columns={"quantity": None}' in fault.remedy


def test_one_currency_is_noted():
    assert read(["¥5", "5", "5元"])[1]["currency"] == "CNY"
    assert read(["5", "6"])[1]["currency"] is None


def test_several_currencies_are_refused():
    assert read(["$5", "5 €", "6 €"])[2] == [
        "several currencies: USD in amount of 1 row (row 2: '$5'), EUR in amount of 2 rows (row 3: '5 €', row 4: "
        "'6 €'). Convert them to one first."
    ]
    assert "EUR in cost" in read(["$5"], cost=["5 €"])[2][0]


@pytest.mark.heavy
@settings(max_examples=25)
@given(
    st.lists(st.decimals(-(10**9), 10**9, places=2, allow_nan=False), min_size=1, max_size=20),
    st.sampled_from([(".", ","), (",", "."), (".", ""), (",", ""), (",", " "), (".", "'"), (",", "\u202f")]),
    st.sampled_from(["{minus}{number}", "{minus}€{number}", "{number} EUR{minus}", "{open}{number}{close}"]),
)
def test_what_was_written_comes_back(amounts, signs, form):
    decimal, group = signs

    def write(amount):
        number = f"{abs(amount):,.2f}".translate(str.maketrans({",": group, ".": decimal}))
        marks = (
            {"minus": "-", "open": "(", "close": ")"} if amount < 0 else dict.fromkeys(("minus", "open", "close"), "")
        )
        return form.format(number=number, **marks)

    parsed, found, problems = read([write(amount) for amount in amounts])
    assert parsed.series.tolist() == [float(amount) for amount in amounts]
    assert (found["decimal"], problems, parsed.faults) == (decimal, [], [])


@settings(max_examples=25)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_keep_every_digit(numbers):
    parsed, _, _ = read([repr(number) for number in numbers], ".")
    assert parsed.series.tolist() == numbers
