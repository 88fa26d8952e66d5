"""Does the page of sizes say what the benchmark measured?"""

import pandas as pd
from manual.speed import RESULTS, speed_table

COLUMNS = ["work", "n", "ours", "best", "peer", "ratio", "aim", "reached", "growth of ours", "growth of best"]
ROWS = [
    ["customer_table, pandas", 4_000_000, 1.234, 1.5, "polars", 0.8227, "1.2 s", False, 1.041, 1.3],
    ["customer_table, pandas", 1_000_000, 0.25, 0.25, "polars", 1.0, "1.2 s", True, float("nan"), float("nan")],
    ["BG/NBD", 1_000_000, 0.042, float("nan"), None, float("nan"), "0.05 s", True, 0.32, float("nan")],
]


def test_ours_stands_beside_the_best_of_the_others_at_the_largest_size():
    lines = [line.strip(" *-") for line in speed_table(pd.DataFrame(ROWS, columns=COLUMNS)).splitlines()[4:] if line]
    assert [lines[start : start + 8] for start in range(0, len(lines), 8)] == [
        ["work", "n", "custseg, s", "best other", "its seconds", "ratio", "growth", "aim"],
        [r"customer\_table, pandas", "4,000,000", "1.23", "polars", "1.50", "0.82", "1.04, 1.30", "1.2 s, missed"],
        ["BG/NBD", "1,000,000", "0.04", "", "", "", "0.32", "0.05 s, reached"],
    ]


def test_a_run_at_one_size_has_no_growth():
    table = pd.DataFrame(ROWS, columns=COLUMNS).drop(columns=["growth of ours", "growth of best"])
    assert "1.04" not in speed_table(table)


def test_a_stored_run_can_be_shown():
    if RESULTS.exists():
        assert speed_table(pd.read_csv(RESULTS)).count("   * - ") > 20
