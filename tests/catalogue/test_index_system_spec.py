from custseg.catalogue.index_system_spec import Criterion, IndexSystem, Indicator, system_problems

LINE = {"kind": "linear", "worst": 1, "best": 5}
SIDES = (Criterion("side", "Side"), Criterion("first", "First", "一", parent="side"), Criterion("second", "Second"))
SHARED = (Indicator("x", "X", ("first", "second"), value=LINE), Indicator("y", "Y", ("second",), value=LINE))
SYSTEM = IndexSystem("demo", "Demo", SIDES, SHARED)


def problems_of(criteria=SIDES, indicators=SHARED, provenance="proposed here"):
    return system_problems(criteria, indicators, provenance)


def test_children_lowest_and_incidence():
    assert problems_of() == []
    assert SYSTEM.children() == ("side", "second")
    assert SYSTEM.children("side") == ("first",)
    assert SYSTEM.children("second") == ("x", "y")
    assert SYSTEM.lowest == ("first", "second")
    assert SYSTEM.incidence.to_numpy().tolist() == [[True, True], [False, True]]
    assert SYSTEM.labels()["first"] == "First 一"


def test_an_indicator_that_serves_no_criterion():
    idle = Indicator("z", "Z", (), value=LINE)
    assert problems_of(indicators=(*SHARED, idle)) == [
        "indicator 'z': it serves no criterion; it may serve 'first', 'second'."
    ]


def test_all_flaws_at_once():
    criteria = (
        Criterion("a", "A", parent="b"),
        Criterion("b", "B", parent="a"),
        Criterion("c", "C", parent="nowhere", provenance="a friend"),
        Criterion("goal", "G", action="do", action_provenance="hearsay"),
        Criterion("d", "D", action="do"),
        Criterion("d", "D again"),
    )
    indicators = (Indicator("x", "X", ("a", "none"), value=LINE, direction="up", provenance="hearsay"),)
    text = "\n".join(problems_of(criteria, indicators, "a friend"))
    for words in (
        "the system: provenance must be one of",
        "key 'd' occurs 2 times",
        "key 'goal' is reserved",
        "criterion 'a': it is above itself: a under b under a",
        "criterion 'c': there is no parent 'nowhere'",
        "criterion 'c': provenance must be one of",
        "criterion 'goal': action_provenance must be one of",
        "criterion 'd': action and action_provenance must both",
        "indicator 'x': criterion 'a' has criteria below it",
        "indicator 'x': there is no criterion 'none' to serve",
        "indicator 'x': direction must be one of",
        "indicator 'x': provenance must be one of",
        "criterion 'c': no indicator serves it",
    ):
        assert words in text


def test_an_empty_system():
    assert problems_of((), ()) == ["there are no criteria.", "there are no indicators."]
