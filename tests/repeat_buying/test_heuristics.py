import pandas as pd

from custseg.repeat_buying import hiatus_heuristic, last_period_count


def test_rules_by_hand():
    table = pd.DataFrame({"x": [3, 0, 0], "t_x": [20.0, 0.0, 0.0], "T": [30.0, 10.0, 0.0]})
    assert last_period_count(table, horizon=15).tolist() == [1.5, 0.0, 0.0]
    assert hiatus_heuristic(table, hiatus=10).tolist() == [True, True, True]
    assert hiatus_heuristic(table, hiatus=9.9).tolist() == [False, False, True]
