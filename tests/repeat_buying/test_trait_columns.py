import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._trait_columns import trait_names
from custseg.schema import SchemaError
from tests.repeat_buying.trait_tables import CHANNEL, N, customers, learn, problems


def test_words_are_compared_with_the_commonest_and_numbers_stay():
    table = customers(channel=CHANNEL, age=np.arange(N) * 2.0, member=[True, False, True] * 4)
    coding = learn(table, "channel", "age", "member")
    assert coding.labels == ("channel[fax]", "channel[web]", "age", "member")
    assert coding.owners == ("channel", "channel", "age", "member")
    assert coding.levels == (("store", "fax", "web"), None, None)
    patterns = coding.patterns(table)
    raw = patterns.design[patterns.codes] * coding.scale + coding.centre
    np.testing.assert_allclose(raw[:, 0], [word == "fax" for word in CHANNEL])
    np.testing.assert_allclose(raw[:, 2], table["age"])
    np.testing.assert_allclose(raw[:, 3], table["member"])
    standardised = patterns.design[patterns.codes]
    np.testing.assert_allclose(standardised.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(standardised.std(axis=0), 1.0)
    np.testing.assert_allclose(coding.reference * coding.scale + coding.centre, 0.0, atol=1e-12)


def test_what_a_trait_alone_is_compared_with():
    table = customers(channel=CHANNEL, age=np.arange(N) * 2.0, size=[3.0, 5.0] * 6)
    coding = learn(table, "channel", "age", "size")
    assert coding.usual.tolist() == [0.0, 0.0, 11.0, 3.0] and coding.step.tolist() == [1.0, 1.0, 1.0, 2.0]


def test_ties_and_categories_keep_their_order():
    even = customers(town=["b", "a"] * 6)
    assert learn(even, "town").levels == (("a", "b"),)
    ordered = even.assign(town=pd.Categorical(even["town"], categories=["z", "b", "a"]))
    assert learn(ordered, "town").levels == (("b", "a"),)


def test_order_and_kind_of_columns_change_nothing():
    table = customers(channel=CHANNEL, age=[20, 30, 40] * 4)
    order = np.random.default_rng(1).permutation(N)
    one = learn(table, "channel", "age")
    other = learn(table.iloc[order].astype({"channel": "category", "age": "Int64"}), "channel", "age")
    np.testing.assert_array_equal(one.patterns(table).design, other.patterns(table.iloc[order]).design)
    np.testing.assert_array_equal(one.patterns(table).codes[order], other.patterns(table.iloc[order]).codes)


def test_more_effects_than_customers():
    table = customers(**{f"t{n}": np.random.default_rng(n).normal(size=N) for n in range(N)})
    assert problems(table, *(f"t{n}" for n in range(N))) == (
        "12 effects of traits cannot be learnt from 12 customers. Leave traits out, or merge words.",
    )


def test_two_effects_never_have_one_name():
    table = customers(size=pd.Series(["none"] * 6 + [1, "1"] * 3, dtype=object).to_numpy())
    assert "two effects would have one name: 'size[1]'" in problems(table, "size")[0]


def test_tables_to_predict_are_held_to_what_was_learnt():
    coding = learn(customers(channel=CHANNEL, age=[20.0, 30.0, 40.0] * 4), "channel", "age")
    new = customers(channel=["kiosk", *CHANNEL[1:]], age=["old"] * N)
    with pytest.raises(SchemaError, match=r"(?s)has 'kiosk', of which the fit knows nothing.*'age' must hold"):
        coding.patterns(new)
    with pytest.raises(SchemaError, match="lacks the traits 'channel', 'age'"):
        coding.patterns(customers())


def test_many_numbers_are_told_apart():
    """The products of the numbers of values are beyond 64 bits."""
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(3000, 7)), columns=list("abcdefg")).assign(x=1.0)
    patterns = learn(table, *"abcdefg").patterns(table)
    assert len(patterns) == 3000
    np.testing.assert_allclose(np.corrcoef(patterns.design[patterns.codes][:, 6], table["g"])[0, 1], 1.0)


def test_names_of_traits():
    assert trait_names("channel", "traits") == ("channel",) and trait_names(["a", "b"], "traits") == ("a", "b")
    with pytest.raises(TypeError, match="leaving_traits must be a list of names"):
        trait_names(3, "leaving_traits")


def test_customers_make_a_word_the_commonest_and_are_no_trait():
    table = customers(channel=CHANNEL, age=np.arange(N) * 2.0, customers=[0] * 2 + [1] * 4 + [3] * 4 + [2] * 2)
    repeated = table.loc[table.index.repeat(table["customers"])].drop(columns="customers")
    coding, expected = learn(table, "channel", "age"), learn(repeated, "channel", "age")
    assert coding.levels == expected.levels and coding.levels[0][0] == "web"
    for name in ("centre", "scale", "span", "usual", "step"):
        np.testing.assert_allclose(getattr(coding, name), getattr(expected, name))
    (said,) = problems(table, "customers")
    assert said == "customers says how many a row stands for, no trait: rename the column."
