"""Arguments are checked before a file is opened, and only those that were stated go on."""

import numpy as np
import pytest

from custseg.read._arguments import checked_arguments

NONE = dict.fromkeys(("columns", "encoding", "separator", "decimal", "dayfirst", "yearfirst", "sheet", "answers"))
USUAL = {**NONE, "observed_until": None, "duplicates": "raise", "unclear": "ask"}


def test_what_is_usual_was_not_stated():
    assert checked_arguments(**USUAL) == {}


def test_what_was_stated_goes_on():
    stated = {"decimal": ",", "dayfirst": np.True_, "duplicates": "drop", "answers": {"guests": "keep"}}
    assert checked_arguments(**{**USUAL, **stated}) == stated


@pytest.mark.parametrize(
    ("stated", "error", "words"),
    [
        ({"decimal": ";"}, ValueError, "decimal must be '.', ',' or 'each'"),
        ({"yearfirst": "no"}, ValueError, "yearfirst must be True, False or None"),
        ({"unclear": "guess"}, ValueError, "unclear must be 'ask' or 'decide', found 'guess'"),
        ({"separator": '"'}, ValueError, "separator must be one plain character"),
        ({"columns": ["date"]}, TypeError, "columns must be a mapping"),
        ({"observed_until": "soon"}, ValueError, "observed_until must be a day"),
        ({"answers": {"guest": "keep"}}, ValueError, "Did you mean 'guests'"),
    ],
)
def test_what_cannot_be_meant(stated, error, words):
    with pytest.raises(error, match=words):
        checked_arguments(**{**USUAL, **stated})
