import base64
import io
import re
import threading
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from IPython.core import displaypub, interactiveshell
from matplotlib import pyplot
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from custseg.exhibit import Exhibit, sentence
from custseg.theme import custseg_style, families


@custseg_style()
def a_figure(width=6.0):
    figure = Figure(figsize=(width, 3))
    figure.subplots().bar(["老 old", "新 new"], [60, 40])
    return figure


@pytest.fixture
def exhibit():
    return Exhibit(a_figure(), "The old customers bring more.", "100 customers, 2017.", "Bars: old 60, new 40.")


@pytest.fixture
def displayed(monkeypatch):
    """Show an exhibit as a notebook would, and return its outputs."""
    shell = interactiveshell.InteractiveShell.instance()
    publisher = displaypub.CapturingDisplayPublisher()
    monkeypatch.setattr(shell, "display_pub", publisher)

    def show(exhibit):
        publisher.outputs.clear()
        shell.display_formatter.format(exhibit)
        return [{"data": output["data"], "metadata": output["metadata"]} for output in publisher.outputs]

    yield show
    interactiveshell.InteractiveShell.clear_instance()


def test_a_notebook_gets_the_picture_and_then_the_words(exhibit, displayed):
    picture, words = displayed(exhibit)
    assert picture["data"]["text/plain"] == "<Figure: Bars: old 60, new 40.>"
    assert picture["metadata"] == {
        "image/png": {"alt": "Bars: old 60, new 40.", "width": 576},
        "custseg": {"role": "figure"},
    }
    assert words["data"] == {
        "text/markdown": "**The old customers bring more.** 100 customers, 2017.",
        "text/plain": "The old customers bring more. 100 customers, 2017.",
    }
    assert words["metadata"] == {
        "custseg": {"role": "caption", "title": "The old customers bring more.", "caption": "100 customers, 2017."}
    }


def test_the_picture_is_sharp_and_always_the_same(exhibit, displayed):
    first, second = (displayed(exhibit)[0]["data"]["image/png"] for _ in range(2))
    assert first == second
    image = Image.open(io.BytesIO(base64.b64decode(first)))
    assert image.size == (864, 432)  # 6 x 3 inches at 144 dots per inch
    assert image.text == {}


def test_a_wide_figure_is_shown_no_wider_than_the_page(displayed):
    wide = Exhibit(a_figure(width=12), "It is wide.", "", "Bars: 60, 40.")
    assert displayed(wide)[0]["metadata"]["image/png"]["width"] == 720


def test_names_from_a_file_do_not_become_markdown(displayed):
    exhibit = Exhibit(a_figure(), "<script> leads with $5.", sentence("*{n}* customers.", n=7), "Bars: 60 & 40.")
    [_, words] = displayed(exhibit)
    assert words["data"]["text/markdown"] == r"**\<script\> leads with \$5.** *7* customers."
    assert words["metadata"]["custseg"]["title"] == "<script> leads with $5."
    assert words["metadata"]["custseg"]["caption"] == "7 customers."


def test_a_figure_of_pyplot_is_taken_over():
    figure = pyplot.figure()
    Exhibit(figure, "It is mine.", "", "Nothing, 0 times.")
    assert not pyplot.fignum_exists(figure.number)


@pytest.mark.parametrize(
    ("title", "alt", "problem"),
    [
        ("", "Bars: 3.", "the title is empty"),
        ("Sales by segment", "Bars: 3.", "the title is no sentence"),
        ("sales fell.", "Bars: 3.", "the title is no sentence"),
        ("Sales fell.", " ", "the alt text is empty"),
        ("Sales fell.", "Bars.", "the alt text has no number"),
        ("Sales fell.\nAgain.", "Bars: 3.", "one line each"),
        ("", "", "the title is empty; .*the alt text is empty"),
    ],
)
def test_words_are_checked(title, alt, problem):
    with pytest.raises(ValueError, match=problem):
        Exhibit(a_figure(), title, "", alt)


@pytest.mark.parametrize("title", ["2017 was worse.", "Is it so?", "老客户更多。"])
def test_sentences_pass(title):
    assert repr(Exhibit(a_figure(), title, "", "Bars: 3.")) == f"<Exhibit: {title}>"


def test_types_are_checked():
    with pytest.raises(TypeError, match="expected a matplotlib Figure, found NoneType"):
        Exhibit(None, "It is.", "", "1")
    with pytest.raises(TypeError, match="expected text as caption, found NoneType"):
        Exhibit(a_figure(), "It is.", None, "1")


def letters(exhibit):
    return {tuple(text.get_family()) for text in exhibit.figure.findobj(Text)}


def test_a_chinese_title_makes_a_chinese_figure():
    assert letters(Exhibit(a_figure(), "老客户贡献 60%。", "", "60")) == {tuple(families(chinese=True))}
    assert letters(Exhibit(a_figure(), "老客户 bring 60%.", "", "60")) == {tuple(families())}


def test_a_figure_drawn_elsewhere_gets_letters_that_exist(tmp_path):
    figure = Figure(figsize=(3, 3))
    figure.subplots().bar(["老 old", "단골"], [60, 40])
    exhibit = Exhibit(figure, "The old bring more.", "", "Bars: 60, 40.")
    assert exhibit.caption == "Letters that the figure’s fonts lack are written otherwise in it: “DanGol” for “단골”."
    exhibit.save(tmp_path / "one.png")


def test_the_title_of_a_file_has_the_letters_of_the_figure(tmp_path, monkeypatch):
    with custseg_style():
        figure = Figure(figsize=(6, 3))
        figure.subplots().bar(["鱻", "鮮"], [60, 40])
    exhibit = Exhibit(figure, "鮮 and 단골 bring *60*.", sentence("*{n}*.", n=7), "Bars: 60, 40.")
    assert exhibit.title == "鮮 and 단골 bring *60*."
    assert exhibit.caption.markdown == (
        "*7*. Letters that the figure’s fonts lack are written otherwise in it: “Xian” for “鱻”; “Xian (2)” for “鮮”."
    )
    drawn, write = [], Figure.text
    monkeypatch.setattr(
        Figure, "text", lambda self, x, y, text, **how: drawn.append(text) or write(self, x, y, text, **how)
    )
    exhibit.save(tmp_path / "one.png")
    assert drawn == ["Xian (2) and DanGol bring *60*."]


def test_many_replaced_names_are_not_all_listed():
    figure = Figure(figsize=(6, 6))
    names = [f"단골{n}" for n in range(12)]
    figure.subplots().barh(names, range(12))
    caption = Exhibit(figure, "They differ.", "Twelve.", "Bars: 12.").caption
    assert caption.endswith("“DanGol7” for “단골7”; 4 more.")


def test_what_cannot_be_seen_is_spelled_out_in_a_file(tmp_path):
    exhibit = Exhibit(a_figure(), "A\x00b\u202e leads.", "", "Bars: 60\x01.")
    image = Image.open(exhibit.save(tmp_path / "one.png"))
    assert image.text == {"Title": r"A\x00b\u202e leads.", "Description": r"Bars: 60\x01."}
    exhibit.save(tmp_path / "one.svg")
    ElementTree.parse(tmp_path / "one.svg")


def test_it_is_frozen(exhibit):
    with pytest.raises(AttributeError):
        exhibit.title = "Another."


@pytest.mark.heavy
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_file_is_always_the_same(exhibit, tmp_path, suffix):
    first = exhibit.save(tmp_path / f"one.{suffix}").read_bytes()
    assert exhibit.save(str(tmp_path / f"two.{suffix}")).read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"one.{suffix}", f"two.{suffix}"]


def test_a_file_carries_title_and_alt_text(exhibit, tmp_path):
    image = Image.open(exhibit.save(tmp_path / "one.png"))
    assert image.text == {"Title": "The old customers bring more.", "Description": "Bars: old 60, new 40."}
    svg = exhibit.save(tmp_path / "one.svg").read_text(encoding="utf-8")
    assert "<dc:title>The old customers bring more.</dc:title>" in svg
    assert not re.search(r"font-family|font:", svg)


@pytest.mark.heavy
def test_the_title_stands_above_an_unchanged_picture(tmp_path, displayed):
    exhibit = Exhibit(a_figure(), "The old customers bring more " * 6 + "money.", "", "Bars: 60, 40.")
    alone = Image.open(io.BytesIO(base64.b64decode(displayed(exhibit)[0]["data"]["image/png"])))
    saved = Image.open(exhibit.save(tmp_path / "one.png"))
    assert saved.width == alone.width
    assert saved.height > alone.height + 60  # three lines of title
    pixels = np.asarray(saved.convert("L"))
    above = pixels[: saved.height - alone.height]
    assert above.min() < 100  # letters
    assert above[:, :10].min() == above[:, -10:].min() == above[:5].min() == 255  # all of them inside
    same = (pixels[-alone.height :] == np.asarray(alone.convert("L"))).mean()
    assert same > 0.995  # 0.998 with matplotlib 3.10, which sets letters a fraction of a pixel higher
    assert not exhibit.figure.texts


def test_a_file_is_written_whole_or_not_at_all(exhibit, tmp_path, monkeypatch):
    path = tmp_path / "one.png"
    path.write_text("the old file")

    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(Figure, "savefig", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        exhibit.save(path)
    assert path.read_text() == "the old file"
    assert [found.name for found in tmp_path.iterdir()] == ["one.png"]
    assert not exhibit.figure.texts


def test_a_failed_replacement_leaves_nothing_behind(exhibit, tmp_path):
    (tmp_path / "one.png").mkdir()
    with pytest.raises(OSError, match=r"one\.png"):
        exhibit.save(tmp_path / "one.png")
    assert [found.name for found in tmp_path.iterdir()] == ["one.png"]


def test_other_files_are_refused(exhibit, tmp_path):
    with pytest.raises(ValueError, match=r"ending in \.png, \.svg, \.pdf, found 'one\.jpg'"):
        exhibit.save(tmp_path / "one.jpg")
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere\. Make it first"):
        exhibit.save(tmp_path / "nowhere" / "one.png")


@pytest.mark.heavy
def test_threads_draw_the_same(tmp_path):
    before = dict(mpl.rcParams)
    exhibits = [Exhibit(a_figure(), "They are equal.", "", "Bars: 60, 40.") for _ in range(4)]
    threads = [
        threading.Thread(target=exhibit.save, args=[tmp_path / f"{i}.png"]) for i, exhibit in enumerate(exhibits)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
    assert dict(mpl.rcParams) == before


def test_subtitle_and_source_are_lines_of_their_own(tmp_path):
    plain = Exhibit(Figure(figsize=(4, 2)), "Half came back.", "In 1997.", "50% came back.")
    told = Exhibit(
        Figure(figsize=(4, 2)), "Half came back.", "In 1997.", "50% came back.",
        subtitle="Share of customers, %", source="CDNOW, 2,357 customers",
    )  # fmt: skip
    _, (data, about) = told._outputs()
    assert about["custseg"]["subtitle"] == "Share of customers, %"
    assert about["custseg"]["source"] == "CDNOW, 2,357 customers"
    assert data["text/plain"] == "Half came back. Share of customers, % In 1997. CDNOW, 2,357 customers"
    assert set(plain._outputs()[1][1]["custseg"]) == {"role", "title", "caption"}
    files = [one.save(tmp_path / f"{place}.png").read_bytes() for place, one in enumerate([plain, told])]
    heights = [Image.open(io.BytesIO(file)).height for file in files]
    assert heights[1] > heights[0] + 40
    assert not told.figure.texts


@pytest.mark.parametrize("name", ["subtitle", "source"])
def test_lines_of_their_own_are_text_of_one_line(name):
    with pytest.raises(TypeError, match=f"expected text as {name}"):
        Exhibit(Figure(), "Half.", "", "50%.", **{name: 5})
    with pytest.raises(ValueError, match="subtitle and source must be one line each"):
        Exhibit(Figure(), "Half.", "", "50%.", **{name: "a\nb"})
