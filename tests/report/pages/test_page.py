"""Does a page say in short what it says in full?"""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from custseg.report.pages.page import PageSummary, read_lead, thumbnail


def picture(size, colour, mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, format="PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def opened(source):
    return Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))).convert("RGB")


def test_answer_and_line_about_the_data_are_told_apart():
    lead = read_lead(
        "<p><strong>No.</strong> 67 % &lt;b&gt;,\n<em>not</em> 80 %.</p>\n<p><em>One shop, 1997.</em></p>\n"
    )
    assert lead.answer == "No. 67 % <b>, not 80 %."
    assert lead.date_of_data == "One shop, 1997."
    assert lead.html == "<p><strong>No.</strong> 67 % &lt;b&gt;,\n<em>not</em> 80 %.</p>"
    assert lead.data_html == "<p><em>One shop, 1997.</em></p>"


def test_what_is_struck_is_not_said_in_the_list_of_pages():
    lead = read_lead("<p>It is 67 %. <del>They are <em>better</em>.</del> <em>Also true by chance.</em></p>")
    assert lead.answer == "It is 67 %. [struck: They are better.] Also true by chance."
    assert "<del>They are" in lead.html


def test_a_lead_without_a_line_about_the_data():
    lead = read_lead("<p>Yes.</p><ul><li>67 %</li></ul>")
    assert (lead.answer, lead.date_of_data, lead.data_html) == ("Yes. 67 %", "", "")


def test_summary_takes_its_slug_from_the_file():
    assert PageSummary("reports/01-who.html", "Who?").slug == "01-who"
    assert PageSummary("reports/01-who.html", "Who?").path == Path("reports/01-who.html")


@pytest.mark.parametrize("size", [(1400, 700), (300, 900), (20, 10)])
def test_thumbnail_is_small_and_keeps_its_shape(size):
    small = opened(thumbnail(picture(size, "#0b5d7a")))
    assert small.width <= min(480, size[0])
    assert small.height <= min(360, size[1])
    assert small.width / small.height == pytest.approx(size[0] / size[1], rel=0.02)


def test_thumbnail_sets_transparent_pictures_on_white():
    assert opened(thumbnail(picture((8, 8), (0, 0, 0, 0), "RGBA"))).getpixel((4, 4)) == (255, 255, 255)


def test_thumbnail_is_the_same_every_time():
    source = picture((900, 500), "#b8860b")
    assert thumbnail(source) == thumbnail(source)
