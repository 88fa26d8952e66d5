"""The Chinese letters that ship: complete for the catalogue, small, licensed, and drawn without a warning."""

import re
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from custseg.theme import custseg_style

PACKAGE = Path(str(files("custseg")))
FONTS = PACKAGE / "theme" / "fonts"
FULL = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def is_chinese(character):
    # Radicals to compatibility forms: ideographs, CJK punctuation, full-width letters.
    return "⺀" <= character <= "鿿" or "豈" <= character <= "﫿" or "︰" <= character <= "￯"


def catalogue_characters():
    texts = [path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "catalogue").rglob("*.toml"))]
    return {character for text in texts for character in text if is_chinese(character)}


@pytest.fixture(scope="module")
def characters():
    """Give every character that the font has."""
    return {chr(code) for code in TTFont(FONTS / "custseg-sans-sc.otf").getBestCmap()}


def test_font_has_every_character_of_the_catalogue(characters):
    wanted = catalogue_characters()
    assert len(wanted) > 100, "the catalogue was not found, or lost its Chinese names"
    missing = "".join(sorted(wanted - characters))
    assert not missing, f"not in the font: {missing} - add them to characters.txt and rebuild as {FONTS}/README.md says"


def test_font_and_its_list_of_characters_agree(characters):
    listed = set((FONTS / "characters.txt").read_text(encoding="utf-8")) - {"\n"}
    assert listed == characters


def test_font_is_small():
    assert (FONTS / "custseg-sans-sc.otf").stat().st_size < 250_000


def test_font_carries_its_own_name_copyright_and_licence():
    names = TTFont(FONTS / "custseg-sans-sc.otf")["name"]
    assert names.getDebugName(1) == names.getDebugName(4) == "custseg Sans SC"
    assert "Adobe" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Copyright 2014-2021 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_every_character_of_the_catalogue_is_drawn(tmp_path, suffix):
    # A missing glyph is a warning in matplotlib, and warnings are errors here.
    shown = sorted(catalogue_characters())
    lines = ["".join(shown[i : i + 40]) for i in range(0, len(shown), 40)]
    with custseg_style(), mpl.rc_context({"font.family": mpl.rcParams["font.family"][:2]}):
        figure = Figure(figsize=(8, 8))
        figure.text(0.02, 0.98, "\n".join(["价值 value − 20 % ≥ 5 £ € ¥ –", *lines]), va="top", fontsize=8)
        figure.savefig(tmp_path / f"labels.{suffix}")
    assert (tmp_path / f"labels.{suffix}").stat().st_size > 10_000


def test_bold_chinese_says_nothing(tmp_path, caplog):
    with custseg_style():
        figure = Figure()
        figure.text(0.1, 0.5, "客户 customer", weight="bold")
        figure.savefig(tmp_path / "bold.png")
    assert caplog.text == ""


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="the full font is not installed here")
def test_the_readme_rebuilds_the_font(tmp_path, monkeypatch, characters):
    code = re.search(r"```python\n(.*?)```", (FONTS / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "characters.txt").write_bytes((FONTS / "characters.txt").read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    rebuilt = TTFont(tmp_path / "custseg-sans-sc.otf")
    assert {chr(code) for code in rebuilt.getBestCmap()} == characters
    assert rebuilt["name"].getDebugName(1) == "custseg Sans SC"
