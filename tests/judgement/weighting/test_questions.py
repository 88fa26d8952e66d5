from custseg.catalogue.index_system_spec import GOAL
from custseg.catalogue.index_systems import load_index_system
from custseg.judgement import judgement_questions

FIVE = load_index_system("five_degrees")


def test_questions_level_by_level_or_flat():
    questions = judgement_questions(FIVE)
    assert questions[GOAL] == ["customer_side", "firm_side"]
    assert questions["firm_side"] == ["contribution", "credit", "growth", "influence"]
    assert "customer_side" not in questions  # one child: nothing to compare
    flat = judgement_questions(FIVE, flat=True)
    assert flat[GOAL] == list(FIVE.lowest)
    assert "firm_side" not in flat
    assert flat["influence"] == ["management_standard", "service_ability", "trade_area"]
