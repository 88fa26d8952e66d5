"""Does the manual know which study uses which function, without running one?"""

import json

import pytest
from manual.uses import read_studies, used_names

from custseg.report import find_studies
from custseg.report._kinds import kind_of


@pytest.mark.heavy
@pytest.mark.parametrize(
    "code",
    [
        "from custseg import gini",
        "from custseg.value import gini as g",
        "from custseg.value.lorenz import gini",
        "import custseg\ncustseg.gini([1])",
        "import custseg as cs\ncs.gini([1])",
        "import custseg.value\ncustseg.value.gini([1])",
        "from custseg import value\nvalue.gini([1])",
    ],
)
def test_a_name_is_found_however_it_is_reached(code, rooms):
    assert [name.full for name in used_names(code, rooms) if name.name != "value"] == ["custseg.value.gini"]


@pytest.mark.heavy
@pytest.mark.parametrize("code", ["from pandas import gini", "from custseg.values import gini", "table.gini"])
def test_the_same_word_from_elsewhere_is_not_ours(code, rooms):
    assert used_names(code, rooms) == []


def test_a_study_is_known_by_its_question_and_answer(rooms, tmp_path):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Who buys?\n", "more"]},
        {"cell_type": "markdown", "metadata": {"tags": ["lead"]}, "source": "**One\nfifth.** And so on."},
        {"cell_type": "code", "metadata": {}, "source": "from custseg import gini"},
    ]
    (tmp_path / "01-who.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    [study] = read_studies(tmp_path, rooms)
    assert (study.question, study.answer, [name.name for name in study.names]) == ("Who buys?", "One fifth.", ["gini"])


def test_every_stored_study_has_an_answer_and_uses_the_package(studies, root):
    assert [study.path for study in studies] == find_studies(root / "notebooks")
    for study in studies:
        own = kind_of(study.path.name) == "own"  # what it answers is another file's
        assert study.answer or own, f"{study.path.name}: the cell tagged lead begins with the answer in bold"
        assert study.names
