"""Can everybody read the page: is every colour of the style sheet strong enough on its ground?"""

import re

import pytest

from custseg.report.pages.export import TEMPLATE, styles

WHITE = "#ffffff"


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    """Return the contrast ratio of the Web Content Accessibility Guidelines 2.2, 1 to 21."""
    light, dark = sorted([luminance(first), luminance(second)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def variable(name):
    return re.search(rf"--{name}: (#[0-9a-f]{{6}})", styles())[1]


def test_the_ratio_is_the_one_of_the_guidelines():
    assert contrast("#000000", WHITE) == pytest.approx(21)  # WCAG 2.2, contrast ratio
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)  # the lightest grey that passes AA on white


@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "lead"), ("ink", "soft"), ("mute", "soft"), ("accent", "lead"), ("stop", None), ("mute", None)],
)
def test_text_is_strong_enough_on_its_ground(text, ground):
    assert contrast(variable(text), variable(ground) if ground else WHITE) >= 4.5


def test_code_colours_are_strong_enough():
    colours = re.findall(r"^\.highlight .*color: (#[0-9a-f]{6})", styles(), re.MULTILINE)
    assert len(colours) == 5
    assert min(contrast(colour, variable("soft")) for colour in colours) >= 5


def test_the_style_sheets_load_nothing():
    assert "url(" not in styles()
    assert "@import" not in styles()
    assert "<" not in styles()


def test_the_templates_escape_every_value_or_say_why_not():
    """A value without ``| e`` is a number, HTML of our own making, or a macro of the templates."""
    own = r"cell\.html|cell\.lead\.(data_)?html|(item|one)\.content|text \| replace.*|super\(\)|cell\.source \| high.*"
    number = r"(item|cell|heading)\.(number|level|width|height)|number|part\.(scope|columns|rows)|tag"
    macro = r"(figure|image|table|cell|contents|name|found|code|item)\(.*\)"
    call = rf"(frame|show|parts)\.\w+\(.*\)|{macro}|frame\.styles \| safe"
    word = r"' (wide|tall|stacked|appendix|odd|class=\"own\"|role=\"note\")' if .*"
    for path in sorted(TEMPLATE.glob("*.j2")):
        for value in re.findall(r"\{\{-?\s*(.*?)\s*-?\}\}", path.read_text(encoding="utf-8")):
            assert value.endswith("| e") or re.fullmatch(f"{own}|{number}|{call}|{word}", value), (
                f"{path.name}: {value}"
            )


def test_what_scrolls_can_be_reached_by_keyboard():
    """What may scroll sideways is focusable and has a name; text and code break into lines instead."""
    scrolling = re.findall(
        r"([^{}]*)\{[^{}]*overflow(?:-x)?: auto", re.sub(r"/\*.*?\*/", "", styles(), flags=re.DOTALL)
    )
    named = {selector.strip().split()[-1] for selector in scrolling}
    assert named == {".formula", ".scroll", ".frame"}, "give what scrolls tabindex, role and aria-label"
