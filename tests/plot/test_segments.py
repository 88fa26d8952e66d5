from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from custseg.plot import plot_segments
from custseg.schema import SchemaError, printable
from custseg.theme import PALETTE

CHINESE = {"gold": "黄金客户", "stream": "小溪客户", "meteor": "流星客户", "burden": "负担客户"}


def test_bars_are_the_profile(profile, check_legible):
    [axes] = check_legible(plot_segments(profile)).figure.axes
    widths = {colour: [] for colour in (PALETTE[3], PALETTE[0])}
    for bar in axes.patches:
        widths[to_hex(bar.get_facecolor())].append(bar.get_width())
    assert widths == {
        PALETTE[3]: profile["share_of_customers"].tolist(),
        PALETTE[0]: profile["share_of_amount"].tolist(),
    }
    assert {bar.get_x() for bar in axes.patches} == {0}


def test_segments_stand_in_the_order_of_the_table(profile):
    [axes] = plot_segments(profile).figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["gold", "stream", "meteor", "burden"]
    assert list(axes.get_yticks()) == sorted(axes.get_yticks())
    assert axes.yaxis_inverted()


def test_numbers_stand_at_the_bars(profile):
    [axes] = plot_segments(profile, of="sales").figure.axes
    shown = {text.get_text(): text for text in axes.texts}
    assert list(shown)[:4] == ["10% of the customers", "30%", "40%", "20%"]
    assert "50% of sales" in shown
    assert shown["-2%"].get_window_extent().x1 < axes.transData.transform((-0.02, 0))[0]


def test_words_come_from_the_table(profile):
    exhibit = plot_segments(profile, names=CHINESE)
    assert (
        exhibit.title == "The segment that brings most, 黄金客户, is 10% of the customers and brings 50% of the money."
    )
    assert exhibit.alt.endswith(
        "黄金客户 10% and 50%; 小溪客户 30% and 30%; 流星客户 40% and 22%; 负担客户 20% and -2%."
    )


@pytest.mark.heavy
@pytest.mark.parametrize("as_column", [True, False])
def test_names_in_two_languages(profile, check_legible, as_column):
    names = pd.DataFrame({"name_en": [key.title() for key in CHINESE], "name_zh": CHINESE.values()}, index=[*CHINESE])
    if as_column:
        names = names.rename_axis("key").reset_index()
    exhibit = check_legible(plot_segments(profile, names=names))
    assert exhibit.figure.axes[0].get_yticklabels()[0].get_text() == "Gold\n黄金客户"
    assert "Gold 黄金客户 10% and 50%" in exhibit.alt


def test_english_names_alone(profile):
    names = pd.DataFrame({"name_en": [key.title() for key in CHINESE]}, index=[*CHINESE])
    assert plot_segments(profile, names=names).figure.axes[0].get_yticklabels()[0].get_text() == "Gold"


@pytest.mark.heavy
@pytest.mark.parametrize("segments", [1, 9])
def test_few_and_many_segments_with_long_names(check_legible, segments):
    share = [1 / segments] * segments
    names = [f"客户 {i} who would buy if only somebody asked them in a friendly way" for i in range(segments)]
    check_legible(
        plot_segments(
            pd.DataFrame({"share_of_customers": share, "share_of_amount": share}, index=pd.Index(names, name="segment"))
        )
    )


def test_what_does_not_fit_is_named(profile):
    with pytest.raises(ValueError, match=r"names lacks the segments \['burden'\]"):
        plot_segments(profile, names={key: key for key in ("gold", "stream", "meteor")})
    with pytest.raises(SchemaError, match="share_of_amount"):
        plot_segments(profile.drop(columns="share_of_amount"))


ODD = {
    "Korean and Japanese": ["단골", "お得意様"],
    "emoji": ["🍵🍵", "👩\u200d💻", "😀"],
    "Thai": ["ลูกค้าประจำ", "ลูกค้าใหม่"],
    "mixed": ["VIP 단골 客户", "VIP 단골 顾客"],
    "long": ["아주아주오래된단골고객님들이좋아하는상품을사는사람들의모임입니다", "새고객"],
    "alike": ["x 鱻", "x 鮮", "x Xian"],
    "unseen": ["a\x00b", "ab", "a\tb", "a b", "\u200bab", "\x07"],
    "right to left": ["عملاء دائمون", "לקוחות"],
}


@pytest.mark.heavy
@pytest.mark.parametrize("names", ODD.values(), ids=ODD)
def test_names_that_the_fonts_lack_are_legible_distinct_and_explained(names, check_legible, tmp_path, recwarn):
    shares = [1 / len(names)] * len(names)
    table = pd.DataFrame({"share_of_customers": shares, "share_of_amount": shares}, pd.Index(names, name="segment"))
    exhibit = check_legible(plot_segments(table))
    labels = [label.get_text().replace("\n", "") for label in exhibit.figure.axes[0].get_yticklabels()]
    assert len(set(labels)) == len(names)
    for name, label in zip(names, labels, strict=True):
        assert label == name or f"“{label}” for “{name}”" in exhibit.caption or not name.isprintable()
    assert printable(" ".join(names[0].split())) in exhibit.title
    for suffix in ("png", "svg", "pdf"):
        exhibit.save(tmp_path / f"names.{suffix}")
    ElementTree.parse(tmp_path / "names.svg")
    assert not recwarn.list


def test_a_figure_in_chinese_is_legible(profile, check_legible):
    names = {
        "gold": "“黄金”客户（前20%）",
        "stream": "去掉最大客户后为66%的客户",
        "meteor": "流星",
        "burden": "负担 RFM 5",
    }
    check_legible(plot_segments(profile, names=names, of="销售额", title="前 10% 的“黄金”客户贡献一半。"))


def test_the_profile_stays(profile):
    before = profile.copy()
    plot_segments(profile)
    pd.testing.assert_frame_equal(profile, before)
