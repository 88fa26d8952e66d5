"""Does each kind need the numbers that its reason names?"""

import numpy as np
import pytest

from custseg.repeat_buying._buying_rhythm import Beat, Evenness, Once, Season
from custseg.repeat_buying._purchase_days import PurchaseDays
from custseg.repeat_buying._rhythm_kinds import Rhythm, decide_kind, measures

LOG = PurchaseDays(np.arange(100), np.arange(100), 100, 99)
RANDOM = Rhythm(
    Season(1, 0.1, 500), Once(1, 0, 0.3, 40), Beat(7.0, 0.2, 500, 0.09, 0.0, 0.5, 0.0, 0.9, 90),
    Evenness(1.0, 0.9, 1.1, 300), Evenness(1.0, 0.9, 1.1, 300, 6),
)  # fmt: skip
PAID = Beat(365.25 / 12, 0.95, 500, 0.07, -0.5, 0.02, 0.9, 0.01, 90)


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("random", {}),
        ("contract", {"beat": PAID}),
        ("contract", {"beat": PAID._replace(drift=0.0, scatter=0.03)}),
        ("random", {"beat": PAID._replace(drift=0.0, scatter=0.08)}),
        ("yes or no", {"beat": PAID._replace(skipped=0.2)}),
        ("yes or no", {"beat": PAID, "season": Season(1, 0.9, 500, 10.0, np.nan, 0, 0.0)}),
        ("contract", {"beat": PAID, "season": Season(1, 0.9, 500, 10.0, 0.01, 300, 0.0)}),
        ("yes or no", {"season": Season(2, 0.6, 500, 10.0, 0.3, 300, 0.1)}),
        ("random", {"season": Season(2, 0.6, 500, 10.0, 0.3, 300, 0.8)}),
        ("random", {"season": Season(1, 0.6, 500, 10.0, np.nan, 0, 0.0)}),
        ("yes or no", {"once": Once(12, 0, 0.95, 40)}),
        ("cannot tell", {"beat": PAID._replace(kept=0.5, steady=0.4, loose=0.5)}),
        ("cannot tell", {"beat": PAID._replace(skipped=0.3, steady=0.4, loose=0.5)}),
        ("regular", {"evenness": Evenness(1.4, 1.1, 1.9, 300)}),
        ("regular", {"by_week": Evenness(1.6, 1.3, 2.0, 300, 6)}),
        ("random", {"evenness": Evenness(1.3, 1.2, 1.4, 300)}),
        ("random", {"evenness": Evenness(0.5, 0.4, 0.6, 300)}),
        ("cannot tell", {"evenness": Evenness(1.4, 0.9, 2.4, 40)}),
        ("cannot tell", {"evenness": Evenness(1.0, 0.9, 1.1, 19), "by_week": Evenness(np.nan, np.nan, np.nan, 0, 6)}),
    ],
)
def test_the_first_measure_past_its_limit_decides(kind, changed):
    found = decide_kind(LOG, RANDOM._replace(**changed))
    assert found.kind == kind, found.reason
    assert found.reason.endswith(".") and any(letter.isdigit() for letter in found.reason)


@pytest.mark.parametrize(
    ("gaps", "kept", "kind"),
    [(5, 5, "random"), (6, 6, "contract"), (11, 10, "contract"), (11, 9, "random"), (15, 9, "contract")],
)
def test_few_gaps_must_be_surer_to_lie_near_a_beat(gaps, kept, kind):
    assert decide_kind(LOG, RANDOM._replace(beat=PAID._replace(gaps=gaps, kept=kept / gaps))).kind == kind


@pytest.mark.parametrize(
    ("returns", "returned", "kind"),
    [(3, 0.7, "yes or no"), (2, 1.0, "random"), (9, 0.69, "random"), (0, np.nan, "random")],
)
def test_where_few_came_back_these_must_keep_to_the_season_too(returns, returned, kind):
    few = Beat(7.0, 0.2, 11, 0.09, 0.0, 0.5, 0.0, 0.9, 0)
    season = Season(1, 0.9, 500, 10.0, np.nan, 0, 0.0, returns, returned)
    assert decide_kind(LOG, RANDOM._replace(beat=few, season=season)).kind == kind


def test_a_log_that_ended_a_year_ago_shows_no_rhythm():
    assert decide_kind(LOG._replace(end=99 + 366), RANDOM._replace(beat=PAID)).kind == "contract"
    found = decide_kind(LOG._replace(end=99 + 367), RANDOM._replace(beat=PAID))
    assert found.kind == "cannot tell" and found.reason.startswith("Nobody has bought in the last 367 days:")


def test_buyers_by_the_calendar_bring_their_calendar():
    assert decide_kind(LOG, RANDOM._replace(beat=PAID)).beat == PAID.days
    season = Season(2, 0.6, 500, 10.0, 0.3, 300, 0.1)
    assert decide_kind(LOG, RANDOM._replace(season=season)).season == season
    assert decide_kind(LOG, RANDOM._replace(once=Once(6, 1, 0.95, 40))).season.period == pytest.approx(182.625)


def test_a_week_taken_as_one_is_said():
    reason = decide_kind(LOG, RANDOM._replace(by_week=Evenness(1.6, 1.3, 2.0, 300, 6))).reason
    assert "k = 1.60, 1.30 to 2.00, of 300 customers, purchases within a week taken as one; regular: 1.35" in reason


def test_all_measures_stand_beside_their_limits():
    table = measures(RANDOM)
    assert table.loc["k of the gaps", ["found", "low", "high", "limit"]].tolist() == [1.0, 0.9, 1.1, 1.35]
    assert table["limit"].notna().all() and table["n"].dtype == "int64" and table.index.is_unique


def test_the_beat_is_named():
    reason = decide_kind(LOG, RANDOM._replace(beat=PAID._replace(days=365.25 / 3))).reason
    assert "mostly of four months" in reason
