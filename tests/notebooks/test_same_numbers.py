"""Does a sentence about two shops say a number once where both have the same?"""

import pandas as pd
import pytest

from custseg.exhibit import claim
from custseg.report.running.notebook_file import read_notebook


@pytest.mark.parametrize(
    ("chosen", "most", "said"),
    [
        ((3, 4), (7, 7), "it chooses 3 and 4, but most is explained by 7 at both."),
        ((3, 3), (6, 7), "it chooses 3 at both, but most is explained by 6 and 7."),
        ((7, 7), (7, 7), "it chooses 7 at both, and most is explained by 7 at both."),
    ],
)
def test_the_silhouette_of_two_shops(root, chosen, most, said):
    (source,) = [
        cell.source
        for cell in read_notebook(root / "notebooks" / "10-do-segments-predict-anything.ipynb").cells
        if '"segments_predict.silhouette"' in cell.source
    ]
    shapes = {f"{shop}: R²": pd.Series({best: 0.3, 2: 0.1}) for shop, best in zip("ab", most, strict=True)}
    known = {"a": "a", "b": "b", "logs": "ab", "k": dict(zip("ab", chosen, strict=True)), "shapes": shapes}
    *made, last = source.splitlines()
    exec("\n".join(made), known)
    assert str(eval(last, {**known, "claim": claim})).endswith(said)
