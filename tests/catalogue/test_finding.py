"""Is every name that a document gives a model found, and is a hostile query harmless?"""

import random

import pandas as pd
import pytest

import custseg
from custseg.catalogue import find, finding, glossary
from custseg.catalogue.finding import entries
from custseg.catalogue.models import every_model

COLUMNS = ["id", "model", "model_zh", "found", "document", "status", "page", "call", "match"]


def ids(query, first=1):
    return find(query)["id"].tolist()[:first]


# names that a reader of the documents types, most of them without a study yet
@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("九宫格", "S2-39"),
        ("九宮格", "S2-39"),
        ("nine-grid", "S2-39"),
        ("引介价值", "S3-03"),
        ("富裕者", "S3-05"),
        ("战略利润模型", "S4-15"),
        ("销售漏斗", "S4-49"),
        ("sales funnel", "S4-49"),
        ("生命周期", "S2-24"),
        ("服务水平", "S4-14"),
        ("关系类型", "S3-21"),
        ("星级客户", "S0-20"),
        ("评价指标体系", "S2-36"),
        ("層次分析法", "S0-16"),
        ("三率一度", "S1-26"),
        ("四度", "S1-07"),
        ("一级客户", "S1-20"),
        ("MVC", "S4-19"),
        ("Shapiro", "S4-25"),
        ("s4-17", "S4-17"),
        ("Ｓ４－１７", "S4-17"),
        ("R=X×Y-Z", "S1-18"),
        ("Erlang C", "S4-47"),
        ("客户关系九忌", "S1-42"),
    ],
)
def test_the_first_answer_is_the_model(query, id_):
    assert ids(query) == [id_]


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("九宫恪", "S2-39"),
        ("价值九工格", "S2-40"),
        ("Shapro", "S4-25"),
        ("sales funel", "S4-49"),
        ("relationshp types", "S3-21"),
    ],
)
def test_slips_of_the_pen_are_forgiven(query, id_):
    answer = find(query)
    assert id_ in answer["id"].tolist()[:2] and set(answer["match"]) == {"similar"}


def test_no_name_is_shared_by_more_models_than_are_shown():
    called = [finding._key(name) for entry in entries() if entry.id for name in set(entry.names)]
    crowded = {name for name in called if called.count(name) > finding._SHOWN}
    assert not crowded, f"find shows {finding._SHOWN} answers; give these models more telling names: {crowded}"


def test_names_lead_to_their_models():
    names = [(model.id, name) for model in every_model().values() for name in entry_names(model)]
    lost = [(id_, name) for id_, name in random.Random(0).sample(names, 60) if id_ not in find(name)["id"].tolist()]
    assert not lost, f"not among the answers: {lost}"


def entry_names(model):
    parts = [name for part in model.parts for name in (part.source_zh, part.en)]
    return [model.id, model.en, model.zh, *model.source_zh, *model.also, *parts]


def test_every_word_of_the_glossary_is_found():
    terms = glossary()
    chinese = terms["term_zh"]
    for name in random.Random(0).sample([name for name in chinese if "（" not in name], 25):
        assert find(name).iloc[0]["match"] == "name", name


def test_words_of_what_is_said_are_found():
    answer = find("experience feedback differentiated")
    assert answer.iloc[0]["id"] == "S4-07" and set(answer["match"]) == {"words"}


def test_the_answer_is_a_small_frame():
    answer = custseg.find("九宫格")
    assert isinstance(answer, pd.DataFrame) and answer.columns.tolist() == COLUMNS
    assert len(answer) <= 12 and answer.notna().all().all()
    assert answer.iloc[0][["document", "status", "found", "match"]].tolist() == [
        "S2 客户价值的管理效用", "shown by simulation", "九宫格", "name"
    ]  # fmt: skip
    assert len(find("价值")) == 12


def test_it_shows_itself_in_lines():
    shown = repr(find("战略利润模型").head(1))
    assert shown.splitlines() == [
        "S4-15  Strategic profit model (five ratios, four uses) · 战略利润模型",
        "       S4 客户销售管理 · to come",
    ]
    covered = repr(find("感知利得减感知成本"))
    assert "S2 客户价值的管理效用 · reproduced · study 08-which-questions-find-the-poorly-served" in covered
    assert "       custseg.judgement.perceived_value" in covered
    both = repr(find("S4-17").head(1))
    assert "study 04-what-is-one-customer-worth, model page m1-lifetime-value-by-formula" in both
    assert "..." in repr(find("九宫格")[["id", "model"]]) or "id" in repr(find("九宫格")[["id", "model"]])
    assert repr(find("九宫格").head(0)) == "Nothing found."


def test_nothing_found_suggests_the_nearest():
    answer = find("custmer satisfied perhaps maybe")
    assert set(answer["match"]) == {"nearest"} and 0 < len(answer) <= 5
    assert repr(answer).startswith("Nothing is called so. Nearest:\n")
    nothing = find("ϡϡϡϡϡϡ")
    assert nothing.empty and nothing.columns.tolist() == COLUMNS


@pytest.mark.parametrize("query", ["ab", "cl", "xq", "zz", "p x", "qwe", "鑫鑫", "价鑫"])
def test_junk_of_a_few_letters_is_similar_to_nothing(query):
    assert set(find(query)["match"]) <= {"nearest"}


@pytest.mark.parametrize("query", ["", "   ", "！？", "\x00\x1b", "()[]*"])
def test_a_query_without_letters_is_refused(query):
    with pytest.raises(ValueError, match="find needs a name"):
        find(query)


def test_a_query_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="query"):
        find(3)


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE models; --",
        "(a+)+$" * 9,
        "x" * 100_000,
        "九" * 100_000,
        "{0.__class__}",
        "%s%n",
        "\ud800a",
        "a\x1b[2J",
        "<script>alert(1)</script>",
        "\u202elvc",
        "../../etc/passwd",
        "=cmd|' /C calc'!A0",
    ],
)
def test_hostile_queries_are_harmless(query):
    shown = repr(find(query))
    shown.encode("utf-8")
    assert "\x1b" not in shown and "\u202e" not in shown and len(shown) < 5_000


def test_the_glossary_is_read_with_whichever_columns_it_has(monkeypatch):
    columns = ["en", "source_zh", "zh", "id", "page", "call", "note"]
    rows = [
        dict(zip(columns, row, strict=True))
        for row in (
            ["lookalike", "近似客户", "相似客户", "", "11-x", "a.b", "also 类似客户, 相近客户"],
            ["level of service", None, "服务等级", "S4-14", None, "", ""],
        )
    ]
    monkeypatch.setattr(finding, "glossary", lambda: pd.DataFrame(rows))
    finding._keyed.cache_clear()
    try:
        for name in ("lookalike", "相似客户", "近似客户", "相近客户"):
            told = find(name).iloc[0][["id", "model_zh", "page", "call", "document"]].tolist()
            assert told == ["", "相似客户", "11-x", "a.b", "glossary"]
        answer = find("服务等级")
        assert answer["id"].tolist()[0] == "S4-14" and answer.iloc[0]["found"] == "服务等级"
    finally:
        finding._keyed.cache_clear()


def test_a_number_is_no_slip_of_an_id():
    assert "similar" not in set(find("20/80")["match"])
    assert find("20/80").loc[0, "id"] == "S0-55"
