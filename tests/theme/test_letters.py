"""What stands in a figure for text that its fonts lack?"""

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from custseg.theme import custseg_style, families, lay_out, take_stand_ins, writable


@pytest.mark.parametrize(
    "name", ["Gold", "黄金客户", "Ελλάδα", "Привет", "café", "お得意カード", "20 % − 5 €", "“x”", "Gold\n黄金", ""]
)
def test_what_the_fonts_hold_stays(name):
    assert writable(name) == name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("단골", "DanGol"),
        ("VIP 단골 客户", "VIP DanGol 客户"),
        ("단골\n고객", "DanGol\nGoGaeg"),
        ("ลูกค้าประจำ", "lukkhapracham"),
        ("לקוחות", "lkvhvt"),
        ("🍵🍵", ":tea::tea:"),
        ("👩\u200d💻", ":woman::computer:"),
        ("a\x00b", "a\\x00b"),
        ("\u200bGold", "\\u200bGold"),
        ("\ud800", "\\ud800"),
        ("\ue000", "\\ue000"),
        ("a\tb", "a b"),
        (5, "5"),
    ],
)
def test_what_they_lack_is_written_in_latin_letters(name, written):
    assert writable(name) == written
    assert writable(written) == written


def test_different_names_stay_different():
    names = ["x 鱻", "x 鮮", "x Xian", "단골", "DanGol", "a\tb", "a b"]
    with custseg_style():
        written = [writable(name) for name in names]
        assert written == ["x Xian", "x Xian (2)", "x Xian (3)", "DanGol", "DanGol (2)", "a b", "a b (2)"]
        assert [writable(name) for name in names] == written


def test_a_name_within_other_words_is_written_as_it_was_alone():
    with custseg_style():
        writable("鱻"), writable("鮮")
        assert writable("鮮: 20%, 鱻: 10%") == "Xian (2): 20%, Xian: 10%"


def test_stand_ins_are_told_once():
    with custseg_style():
        writable("단골"), writable("Gold")
        assert take_stand_ins() == {"단골": "DanGol"}
        assert take_stand_ins() == {}
    writable("단골")
    assert take_stand_ins() == {}


@custseg_style()
def a_figure(names):
    figure = Figure()
    axes = figure.subplots()
    axes.barh(range(len(names)), range(len(names)))
    axes.set_yticks(range(len(names)), names)
    return figure


def test_texts_and_ticks_of_a_figure_are_written_for_good(recwarn):
    figure = a_figure(["단골", "Gold"])
    figure.axes[0].set(xlabel="매출", title="黄金")
    figure.axes[0].set_xticks([0.5], labels=["새"], minor=True)
    figure.axes[0].annotate("🍵", (0, 0))
    with custseg_style():
        lay_out(figure)
    figure.draw_without_rendering()
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["DanGol", "Gold"]
    assert [label.get_text() for label in axes.get_xticklabels(minor=True)] == ["Sae"]
    assert (axes.get_xlabel(), axes.get_title(), axes.texts[0].get_text()) == ("MaeChul", "黄金", ":tea:")
    assert not recwarn.list


def test_categories_as_ticks_are_written_too():
    with custseg_style():
        figure = Figure()
        figure.subplots().bar(["단골", "老客户"], [1, 2])
        lay_out(figure)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["DanGol", "老客户"]


def test_ticks_that_need_nothing_keep_their_formatter():
    figure = a_figure(["Gold", "老客户"])
    before = figure.axes[0].yaxis.get_major_formatter(), figure.axes[0].xaxis.get_major_formatter()
    with custseg_style():
        lay_out(figure)
    assert (figure.axes[0].yaxis.get_major_formatter(), figure.axes[0].xaxis.get_major_formatter()) == before


@pytest.mark.parametrize("chinese", [False, True])
def test_every_text_gets_the_fonts_of_the_theme_behind_its_own(chinese):
    figure = Figure()
    figure.text(0, 0, "monospaced 客户", family="DejaVu Sans Mono")
    figure.text(0, 0.5, "plain 客户")
    with custseg_style():
        lay_out(figure, chinese=chinese)
    own, plain = [text.get_family() for text in figure.findobj(Text)]
    assert own == ["DejaVu Sans Mono", *families(chinese=chinese)]
    assert plain == families(chinese=chinese)
