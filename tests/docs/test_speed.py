"""Does the page of sizes say what the benchmark measured?"""

import pandas as pd
from manual.speed import RESULTS, speed_table

COLUMNS = ["work", "n", "ours", "best", "peer", "ratio", "aim", "reached"]


def test_ours_stands_beside_the_best_of_the_others():
    rows = [
        ["customer_table, pandas", 4_000_000, 1.234, 1.5, "polars", 0.8227, "1.2 s", False],
        ["BG/NBD", 1_000_000, 0.042, float("nan"), None, float("nan"), "0.05 s", True],
    ]
    lines = [line.strip(" *-") for line in speed_table(pd.DataFrame(rows, columns=COLUMNS)).splitlines()[4:]]
    assert lines[:7] == ["work", "n", "custseg, s", "best other", "its seconds", "ratio", "aim"]
    assert lines[7:14] == [r"customer\_table, pandas", "4,000,000", "1.23", "polars", "1.50", "0.82", "1.2 s, missed"]
    assert lines[14:21] == ["BG/NBD", "1,000,000", "0.04", "", "", "", "0.05 s, reached"]


def test_a_stored_run_can_be_shown():
    if RESULTS.exists():
        assert speed_table(pd.read_csv(RESULTS)).count("   * - ") > 20
