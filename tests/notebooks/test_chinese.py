"""Does every page say in Chinese what the glossary says, and does no word that was mended come back?"""

import json
import re

import pytest

from custseg.catalogue import glossary, list_grids, list_index_systems, load_grid, load_index_system
from custseg.catalogue.models import every_model
from custseg.segment.description.cards import WORDS

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
HEADS = {
    "中文",
    "度",
    "与总体相近",
    "另列客户",
    "超出界限",
}  # heads of columns of names and of degrees; words of a segment's card

# What stood on a page or in the catalogue until somebody who reads Chinese read it: why, and what is said now.
MENDED = {
    "可能性": ("no term of a bank", "违约概率"),
    "严重性": ("no term of a bank", "违约损失率"),
    "现在价值": ("the source's word for the running period", "当期价值"),
    "投资收益率": ("return on investment; net profit / net worth is another", "净资产收益率"),
    "杠杆比率": ("assets / net worth has a name", "权益乘数"),
    "缓冲系统": ("in no source", "缓冲核心"),
    "显形": ("misprint of the source", "显性经济效益"),
    "渠道拓展": ("the source has another word", "渠道扩张"),
    "行业拓展": ("the source has another word", "行业扩张"),
    "领域拓展": ("the source has another word", "领域扩张"),
    "顾客资产": ("the source has another word", "客户资产"),
    "冠军客户": ("English in Chinese clothes", "核心客户"),
    "有希望客户": ("English in Chinese clothes", "潜力客户"),
    "需关注客户": ("English in Chinese clothes", "待关注客户"),
    "不能流失客户": ("reads as customers who cannot leave", "重点挽回客户"),
    "已流失客户": ("nobody signs off", "久未购买客户"),
    "即将沉睡客户": ("marketing talk", "趋于沉默客户"),
    "休眠客户": ("one pair of words for one idea", "沉默客户"),
    "低消费": ("luxury and its opposite", "消费额低"),
    "高消费": ("luxury; its ban is a court order", "消费额高"),
    "小单": ("a deal", "单次消费低"),
    "大单": ("a deal", "单次消费高"),
    "近期活跃": ("activity was not measured", "近期有购买"),
    "低成本": ("of what?", "供货成本低"),
    "高成本": ("of what?", "供货成本高"),
    "中等": ("a grade; average means no notable effect", "与总体相近"),
    "单列客户": ("office language", "另列客户（超出界限）"),
    "偏高": ("behind the English name of a column", "no Chinese name"),
    "偏低": ("behind the English name of a column", "no Chinese name"),
    "整体层": ("textbooks have another word", "目标层"),
    "影响因素层": ("textbooks have another word", "指标层"),
    "赋权重": ("textbooks have another word", "赋权"),
    "接触点": ("today", "触点"),
    "顾客保持率": ("one name for one rate", "客户保持率"),
    "维系率": ("one name for one rate", "客户保持率"),
    "令人高兴的需要": ("the source has another word", "满足后令人高兴的需要"),
    "秘密的需要": ("the source has another word", "秘密需要"),
    "无需过多服务客户": ("ungrammatical", "无需过多服务的客户"),
    "我方采购份额": ("what we buy", "在我方的采购占比"),
    "付款拖延": ("translated word by word", "逾期付款"),
    "触达投入": ("translated word by word", "触达成本"),
    "引介与带动": ("translated word by word", "推荐与带动"),
    "收入桥": ("translated word by word", "收入变动分解"),
    "雅卡尔": ("a loom", "Jaccard 系数"),
    "距上次购买天数": ("one name for recency", "距最近一次消费的天数"),
    "消费频率": ("frequency is a count here", "购买次数"),
    "购买金额": ("one name for the amount", "消费金额"),
    "顾客份额": ("in no source", "客户份额"),
    "消費": ("traditional characters in our own text", "消费结构"),
    "流動": ("traditional characters in our own text", "流动人口"),
    "高收入": ("a rich person", "高营收、高 RAROC"),
    "中收入": ("a rich person", "中营收、高 RAROC"),
    "低收入": ("a poor person", "低营收、高 RAROC"),
    "分类矩阵": ("the other grids name their axes only", "实际价格与服务成本"),
    "客户价值与客户忠诚": ("one name for loyalty", "客户价值与忠诚度"),
    "ARPU值": ("the U of ARPU is the unit", "ARPU"),
    "客户年限": ("of a firm or of a person?", "成为客户的年数"),
}
SAID_IN = {"满足后令人高兴的需要", "最小单位"}  # where a mended word is part of a right one


@pytest.fixture(scope="module")
def pages(root):
    """Give the text of every notebook, its figures' words and its sentences included, by its number."""
    found = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
        shown = [data.get(kind, "") for data in outputs for kind in ("text/markdown", "text/plain")]
        texts = [*(cell["source"] for cell in cells), *shown]
        number = path.name.partition("-")[0]  # pages about one's own files share theirs
        found[number] = "\n".join([found.get(number, ""), *("".join(text) for text in texts)])
    return found


@pytest.fixture(scope="module")
def known():
    """Give every Chinese word of the catalogue, the names of models among them, and those that name segments."""
    terms = glossary()
    texts = [*terms["term_zh"], *terms["source_zh"], *terms["note"]]
    texts += [name for model in every_model().values() for name in (model.zh, *model.source_zh)]
    for grid in map(load_grid, list_grids()):
        texts += [grid.name_zh, *(part.name_zh for part in (*grid.axes, *grid.segments))]
    for system in map(load_index_system, list_index_systems()):
        texts += [system.name_zh, *(part.name_zh for part in (*system.criteria, *system.indicators))]
    texts += [word for words in WORDS.values() for word in words[2:]]
    return {word for text in texts for word in CHINESE.findall(text)} | HEADS


def test_every_chinese_term_of_a_page_is_in_the_catalogue(pages, known):
    strange = {number: sorted(set(CHINESE.findall(text)) - known) for number, text in pages.items()}
    strange = {number: words for number, words in strange.items() if words}
    assert not strange, (
        f"{strange}: add each to custseg/catalogue/glossary.toml, with what the document says as its source_zh, or "
        "use the word that the glossary has, or the name that custseg/catalogue/models/ gives the model"
    )


def test_the_page_of_a_term_shows_it(root, pages):
    tags = {
        path.name.partition("-")[0]: {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
        for path in (root / "notebooks").glob("*.ipynb")
        for cells in [json.loads(path.read_text("utf-8"))["cells"]]
    }
    for term in glossary().query("page != ''").itertuples():
        words = [word for text in (term.term_zh, term.source_zh) for word in CHINESE.findall(text.partition("（")[0])]
        shown = term.id in tags[term.page] or any(word in pages[term.page] for word in words)
        assert shown, f"{term.term_en}: page {term.page} has neither {words} nor a cell tagged {term.id}"


@pytest.fixture(scope="module")
def said(root, pages):
    """Give by its place every text in which the package speaks Chinese itself."""
    texts = {f"page {number}": text for number, text in pages.items()}
    for folder, pattern in (("custseg", "*.py"), ("custseg/catalogue/grids", "*.toml")):
        texts |= {path.name: path.read_text("utf-8") for path in (root / folder).rglob(pattern)}
    for path in (root / "custseg/catalogue/index_systems").glob("*.toml"):
        texts[path.name] = re.sub(r'note = """.*?"""', "", path.read_text("utf-8"), flags=re.DOTALL)
    texts["glossary.toml"] = "\n".join(glossary()["term_zh"])
    return {place: re.sub("|".join(SAID_IN), "", text) for place, text in texts.items()}


@pytest.mark.parametrize("word", MENDED)
def test_a_mended_word_stays_mended(word, said):
    reason, instead = MENDED[word]
    places = [place for place, text in said.items() if word in text]
    assert not places, f"{places} say {word} ({reason}): say {instead}"


@pytest.mark.parametrize(
    ("term_en", "term_zh", "source_zh"),
    [
        ("probability of default", "违约概率", "可能性"),
        ("loss severity", "违约损失率", "严重性"),
        ("current value", "当期价值", "现在价值"),
        ("return on net worth", "净资产收益率", "投资收益率"),
        ("leverage", "权益乘数", "杠杆比率"),
        ("buffered core", "缓冲核心", "缓冲"),
        ("five degrees", "五度", ""),
        ("marginal-value customer", "边缘价值客户", ""),
        ("explicit economic benefit", "显性经济效益", "显形的经济效益"),
        ("customer equity", "客户资产", "客户资产"),
        ("goal level", "目标层", "整体层"),
        ("touch point", "触点", "接触点"),
        ("retention rate", "客户保持率", "保持率"),
        ("churn rate of a telephone company", "离网率", "离网率"),
        ("customer share", "客户份额", "顾客占有率"),
        ("key account", "大客户", "大客户"),
        ("priority customer", "重点客户", "重点客户"),
        ("scarce cigarettes", "紧俏烟", "紧俏烟"),
        ("calls lost before an agent answers", "人工呼损", "人工呼损"),
        ("delight need", "满足后令人高兴的需要", "满足后令人高兴的需要"),
        ("secret need", "秘密需要", "秘密需要"),
        ("recency", "距最近一次消费的天数", ""),
        ("three rates and one degree", "三率一度", "三率一度"),
    ],
)
def test_the_word_of_today_stands_beside_that_of_the_document(term_en, term_zh, source_zh):
    term = glossary().set_index("term_en").loc[term_en]
    assert (term["term_zh"], term["source_zh"]) == (term_zh, source_zh)
    known = glossary().set_index("term_en")["note"]
    assert "生命周期价值" in known["customer lifetime value"] and "ROE" in known["return on net worth"]


def test_no_segment_is_called_by_a_qualifier_of_the_glossary():
    named = {segment.name_zh for grid in map(load_grid, list_grids()) for segment in grid.segments}
    assert not {name for name in named if "（" in name}, "the qualifier in parentheses belongs to the glossary alone"


def test_what_a_source_does_not_say_is_not_called_its_word():
    segments = {segment.key: segment for segment in load_grid("conway").segments}
    assert segments["marginal_value"].name_provenance == "proposed here"
    amount = next(item for item in load_index_system("explicit_social_potential").indicators if item.key == "amount")
    assert (amount.name_zh, amount.provenance) == ("销售额", "proposed here")
    for name in ("five_degrees", "five_degrees_survey"):
        assert "五度 is proposed here" in load_index_system(name).note
