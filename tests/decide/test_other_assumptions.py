"""Is the doubt of a verdict counted?"""

import pandas as pd
import pytest

from custseg.decide import verdict_flips


def test_flips_are_counted():
    first = pd.Series(["drop", "keep", "keep"], index=list("abc"))
    over = [pd.Series(words, index=first.index) for words in (["drop", "drop", "keep"], ["keep", "drop", "keep"])]
    table = verdict_flips(first, over)
    assert table["flips"].tolist() == [0.5, 1.0, 0.0]
    assert table["other_verdict"].tolist() == ["keep", "drop", ""]
    with pytest.raises(ValueError, match="another assumption"):
        verdict_flips(first, [])
    with pytest.raises(ValueError, match="other customers"):
        verdict_flips(first, [over[0][::-1]])
    with pytest.raises(ValueError, match=r"over\[0\] is missing"):
        verdict_flips(first, [over[0].where(first == "drop")])
