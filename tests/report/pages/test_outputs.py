"""Is each kind of output shown, left out or refused as it should be?"""

import base64
import io

import pandas as pd
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_output
from PIL import Image

from custseg.exhibit import Exhibit
from custseg.report.pages.contents import Contents
from custseg.report.pages.outputs import Outputs


def png(width=20, height=10):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode()


def image(role=None, alt="Bars: 67 %.", width=10):
    metadata = {"image/png": {"alt": alt, "width": width}}
    if role:
        metadata["custseg"] = {"role": role}
    return new_output("display_data", {"image/png": png(), "text/plain": "<Figure>"}, metadata=metadata)


def caption(title="Neither reaches 80 %.", words="Shares of sales."):
    metadata = {"custseg": {"role": "caption", "title": title, "caption": words}}
    return new_output("display_data", {"text/markdown": "**x**", "text/plain": "x"}, metadata=metadata)


def result(**data):
    return new_output("execute_result", {name.replace("_", "/"): text for name, text in data.items()})


def read(*outputs):
    return Outputs(Contents()).read(list(outputs))


def test_image_and_caption_become_one_numbered_figure():
    first, second = read(image("figure"), caption(), image("figure"), caption("Second.", ""))
    assert (first.number, first.title, first.caption) == (1, "Neither reaches 80 %.", "Shares of sales.")
    assert (first.alt, first.width, first.height) == ("Bars: 67 %.", 10, 5)
    assert (second.number, second.title) == (2, "Second.")


def test_figures_are_counted_through_the_page():
    outputs = Outputs(Contents())
    numbers = [item.number for _ in range(3) for item in outputs.read([image("figure"), caption()])]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([image("figure")], "figure without title and caption"),
        ([image("figure"), result(text_markdown="x")], "figure without title and caption"),
        ([image("figure"), caption(title="")], "figure without title and caption"),
        ([caption()], "caption without its figure"),
        ([image(alt="")], "image without alt text"),
        ([image(alt="  ")], "image without alt text"),
        ([image("figure", alt=None), caption()], "image without alt text"),
        ([result(image_png=png())], "image without alt text"),
        ([result(image_png="nonsense!")], "image without alt text"),
    ],
)
def test_halves_and_pictures_without_words_are_refused(outputs, message):
    with pytest.raises(ValueError, match=message):
        read(*outputs)


def test_an_image_that_is_none_is_refused():
    broken = image()
    broken.data["image/png"] = base64.b64encode(b"no picture").decode()
    with pytest.raises(ValueError, match="cannot be read"):
        read(broken)


def test_another_image_with_alt_text_is_a_picture_without_number():
    (shown,) = read(image(width=None))
    assert (shown.number, shown.title, shown.width, shown.height) == (0, "", 20, 10)


def test_a_dataframe_is_shown_as_table_and_counted():
    html = pd.DataFrame({"x": [1]})._repr_html_()
    shown = read(result(text_html=html, text_plain="   x\n0  1"), result(text_html=html, text_plain="x"))
    assert [(item.kind, item.number) for item in shown] == [("table", 1), ("table", 2)]


def test_a_sentence_is_prose():
    (shown,) = read(result(text_markdown="It is **67 %**.", text_plain="It is 67 %."))
    assert shown.content == "<p>It is <strong>67 %</strong>.</p>\n"


def test_foreign_html_gives_way_to_its_plain_text():
    (shown,) = read(result(text_html="<script>alert(1)</script>", text_plain="BetaGeoNBD()"))
    assert (shown.kind, shown.content) == ("text", "BetaGeoNBD()")


@pytest.mark.parametrize(
    "data",
    [
        {"text_html": "<b>x</b>", "text_plain": "<IPython.core.display.HTML object>"},
        {"text_html": "<style></style><table></table>", "text_plain": "<pandas.io.formats.style.Styler at 0x7f>"},
        {"image_svg+xml": "<svg/>", "text_plain": "<Figure size 640x480 with 1 Axes>"},
        {"application_javascript": "alert(1)"},
    ],
)
def test_what_only_foreign_html_or_a_script_could_show_is_refused(data):
    with pytest.raises(ValueError, match="cannot stand on a page"):
        read(result(**data))


def test_text_and_stdout_are_shown_and_stderr_is_not():
    shown = read(
        result(text_plain="\x1b[31m12\x1b[0m"),
        new_output("stream", name="stdout", text="done\n"),
        new_output("stream", name="stderr", text="warning /home/someone\n"),
        new_output("stream", name="stdout", text="\n"),
    )
    assert [(item.kind, item.content) for item in shown] == [("text", "12"), ("text", "done")]


def test_an_error_is_its_name_and_message():
    error = new_output("error", ename="ValueError", evalue="lacks \x1b[1m<b>\x1b[0m", traceback=["/home/someone/x.py"])
    (shown,) = read(error)
    assert (shown.kind, shown.content) == ("error", "ValueError: lacks <b>")


def test_subtitle_and_source_of_a_figure_reach_the_page():
    exhibit = Exhibit(Figure(), "Half.", "In 1997.", "50%.", subtitle="Share, %", source="n = 12")
    (image, about), (words, said) = exhibit._outputs()
    outputs = [{"data": image, "metadata": about}, {"data": words, "metadata": said}]
    [picture] = Outputs(Contents()).read(outputs)
    assert (picture.subtitle, picture.caption, picture.origin) == ("Share, %", "In 1997.", "n = 12")
