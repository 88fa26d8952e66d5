"""Does every model of the documents have its names, its place and a call that exists?"""

import importlib
import re
from dataclasses import fields

import pytest

from custseg.catalogue import (
    Model,
    list_grids,
    list_index_systems,
    list_models,
    list_rules,
    load_model,
    searched_models,
)
from custseg.catalogue.models import (
    COMPUTED,
    Document,
    covered,
    document_problems,
    documents,
    every_model,
    pages_of,
    status_of,
)
from custseg.schema.aliases import simplified

CHINESE = re.compile(r"[\u3400-\u9fff]")
MODELS = list(every_model().values())


def test_there_are_five_documents_with_their_models():
    assert [document.id for document in documents()] == ["S0", "S1", "S2", "S3", "S4"]
    ids = [model.id for document in documents() for model in document.models]
    assert len(ids) == len(set(ids)) == len(MODELS) == 213
    for document in documents():
        assert CHINESE.search(document.source_zh) and simplified(document.source_zh) == document.zh


def test_names_stand_in_both_scripts():
    for model in MODELS:
        assert CHINESE.search(model.zh), f"{model.id}: zh is its Chinese name; found {model.zh!r}"
        assert not CHINESE.search(model.en), f"{model.id}: en is its English name; found {model.en!r}"
        assert simplified(model.zh) == model.zh, f"{model.id}: zh is simplified; source_zh keeps the document's script"
        names = [*model.source_zh, *(part.source_zh for part in model.parts)]
        assert len(set(names)) == len(names) or len(set(model.source_zh)) == len(model.source_zh), model.id
        assert all(name.strip() == name and name for name in (*names, *model.also)), model.id
        assert all(not CHINESE.search(part.en) for part in model.parts), model.id


def test_english_names_are_unique():
    names = [model.en.casefold() for model in MODELS]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two models have one name: {twice}"


def test_the_traditional_document_keeps_its_script():
    names = [name for model in documents()[1].models for name in model.source_zh]
    assert "滿意度" in names and "一級客戶" in names
    assert not [name for document in (documents()[0], *documents()[2:]) for model in document.models
                for name in model.source_zh if simplified(name) != name]  # fmt: skip


def test_each_says_where_it_stands_and_what_it_states():
    for model in MODELS:
        assert re.fullmatch(r"L\d+", model.source), f"{model.id}: source is a line such as L19"
        assert 15 < len(model.states) < 400, f"{model.id}: say in one or two sentences what the document states"
        assert "X-" not in model.states, model.id
        assert model.data == "" or model.status in COMPUTED, f"{model.id} is {model.status} and has data"


def opened(call):
    """Open what a call names; an argument must be an entry of the catalogue."""
    name, _, argument = call.partition("(")
    room, _, attribute = name.rpartition(".")
    module = importlib.import_module(room)
    assert attribute in module.__all__, f"{name} is not public"
    if argument:
        known = {"ValueGrid": list_grids(), "Hierarchy": list_index_systems(), "load_rule": list_rules()}[attribute]
        assert argument.strip('")') in known, f"{call}: known are {known}"
    return getattr(module, attribute)


@pytest.mark.parametrize("call", sorted({model.call for model in MODELS if model.call}))
def test_calls_exist(call):
    assert callable(opened(call))


def test_what_is_computed_names_its_call():
    silent = [model.id for model in MODELS if model.status in ("reproduced", "tested as a claim") and not model.call]
    assert not silent, f"{silent}: name the public function or class that computes it"


def test_a_list_and_the_searched_ones():
    table = list_models()
    assert table.index.name == "id" and table.columns.tolist() == [
        "grade", "model", "model_zh", "document", "status", "page", "call"
    ]  # fmt: skip
    assert table.notna().all().all()
    some = searched_models()
    assert set(some.index) < set(table.index) and some.columns.tolist() == ["model", "model_zh", "page", "call"]
    assert list_models() is not table, "a caller may change the list"


def test_one_by_its_id():
    model = load_model("S2-10")
    assert isinstance(model, Model) and model.parts[0].source_zh == "客户感知利得"
    with pytest.raises(ValueError, match=r"no model 'S2-3' in the catalogue. Did you mean 'S2-\d\d'"):
        load_model("S2-3")
    with pytest.raises(ValueError, match=r"no model '.\[31m' in the catalogue. custseg.find"):
        load_model("\x1b[31m")
    with pytest.raises(TypeError, match="text"):
        load_model(2)


def test_status_and_pages_come_from_the_studies():
    assert status_of(load_model("S2-17")) == covered()["S2-17"].status
    assert pages_of(load_model("S4-15")) == () and status_of(load_model("S4-15")) == "to come"
    assert set(covered()) <= set(every_model())


SOUND = {"id": "S0-01", "grade": "A", "en": "One", "zh": "一", "source_zh": (), "source": "L1"}
SOUND |= {"states": "It is.", "status": "to come"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "S1-01"}, "S1-01: the id must be that of the document, S0, a dash"),
        ({"id": "S0-1"}, "S0-1: the id must be"),
        ({"grade": "C"}, "'grade' must be one of 'A', 'B', 'N'; found 'C'"),
        ({"status": "done"}, "'status' must be one of 'reproduced', .* found 'done'"),
        ({"status": "reproduced"}, "S0-01 is 'reproduced' and lacks 'data'"),
        ({"status": "partial", "data": "real"}, "S0-01 is 'partial' and lacks 'left_out'"),
    ],
)
def test_a_broken_model_is_named(change, problem):
    assert document_problems("S0", (Model(**SOUND),)) == []
    told = document_problems("S0", (Model(**SOUND | change),))
    assert len(told) == 1 and re.search(problem, told[0])


def test_order_and_doubles_are_seen():
    one, two = Model(**SOUND), Model(**SOUND | {"id": "S0-02"})
    assert document_problems("S0", (two, one)) == ["put the models in the order of their ids."]
    assert document_problems("S0", (one, one)) == ["S0-01 stands twice."]
    assert [each.name for each in fields(Document)] == ["id", "en", "zh", "source_zh", "kind", "what", "models"]
