"""The fonts that ship: complete for all that the package writes, small, licensed, and the only ones that draw."""

import ast
import hashlib
import inspect
import io
import json
import re
import subprocess
import sys
import tomllib
import unicodedata
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure

from custseg.theme import custseg_style, families

PACKAGE = Path(str(files("custseg")))
FONTS = PACKAGE / "theme" / "fonts"
FULL = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
DEJAVU = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
LARGEST = 1_000_000  # bytes: what every installation of custseg carries
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]+")


def code_points(path):
    return set(TTFont(path).getBestCmap())


def texts_of_catalogue():
    """Give every text of the catalogue's files and phrases, with its place."""

    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            for part in value.values() if isinstance(value, dict) else value:
                yield from texts(part)

    for path in sorted(PACKAGE.glob("catalogue/**/*.toml")):
        yield from ((path.name, text) for text in texts(tomllib.loads(path.read_text(encoding="utf-8"))))


def texts_of_code(source, place):
    """Give the text constants of Python code but no docstrings, with their place."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    yield from ((f"{place}, line {node.lineno}", node.value) for node in constants if id(node) not in prose)


def texts_of_package():
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not source.isascii():
            yield from texts_of_code(source, path.relative_to(PACKAGE).as_posix())


def texts_of_studies(root):
    """Give what the code of a study may draw, and all Chinese of its prose."""
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
            place, source = f"{path.stem}, cell {number}", "".join(cell["source"])
            if cell["cell_type"] == "code":
                yield from texts_of_code(source, place)
            else:
                yield from ((place, text) for text in CHINESE.findall(source))


def test_fonts_hold_every_character_that_the_package_and_the_studies_write(root):
    held = code_points(DEJAVU) | code_points(FONTS / "custseg-sans-sc.otf")
    texts = [*texts_of_catalogue(), *texts_of_package(), *texts_of_studies(root)]
    assert len({text for _, text in texts if CHINESE.search(text)}) > 300, "where are the Chinese texts?"
    missing = {
        f"{character} (U+{ord(character):04X}) of {text[:40]!r} in {place}"
        for place, text in texts
        for character in text
        if unicodedata.category(character) != "Cc" and ord(character) not in held
    }
    assert not missing, (
        f"not in the fonts of the figures: {'; '.join(sorted(missing))}. "
        f"Run the recipe of {FONTS.relative_to(root)}/README.md, or write it otherwise."
    )


@pytest.mark.heavy
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_every_chinese_word_of_the_package_is_drawn(tmp_path, suffix):
    # A missing glyph is a warning in matplotlib, and warnings are errors here.
    texts = [text for _, text in (*texts_of_catalogue(), *texts_of_package())]
    shown = "".join(sorted({one for text in texts for word in CHINESE.findall(text) for one in word}))
    assert len(shown) > 300, "where are the Chinese texts?"
    lines = ["价值 value − 20 % ≥ 5 £ € ¥ –", *(shown[i : i + 60] for i in range(0, len(shown), 60))]
    with custseg_style():
        figure = Figure(figsize=(8, 8))
        figure.text(0.02, 0.98, "\n".join(lines), va="top", fontsize=8)
        figure.savefig(tmp_path / f"labels.{suffix}")
    assert (tmp_path / f"labels.{suffix}").stat().st_size > 10_000


def test_font_and_its_list_of_characters_agree():
    listed = set((FONTS / "characters.txt").read_text(encoding="utf-8")) - {"\n"}
    assert set(map(ord, listed)) == code_points(FONTS / "custseg-sans-sc.otf"), f"run the recipe of {FONTS}/README.md"


def test_font_holds_the_characters_in_common_use():
    common = bytes(byte for row in range(16, 56) for cell in range(1, 95) for byte in (160 + row, 160 + cell))
    common = set(map(ord, common.decode("gb2312", "ignore")))
    assert len(common) == 3755
    assert common | {*range(0x3041, 0x3094), *range(0x30A1, 0x30F7)} <= code_points(FONTS / "custseg-sans-sc.otf")


def test_font_is_the_one_that_the_recipe_made_and_small():
    content = (FONTS / "custseg-sans-sc.otf").read_bytes()
    assert hashlib.sha256(content).hexdigest() == (FONTS / "custseg-sans-sc.otf.sha256").read_text().split()[0]
    assert len(content) < LARGEST, f"the font has {len(content):,} bytes; take rare characters out, or weigh it anew"


def test_font_carries_its_own_name_copyright_and_licence():
    names = TTFont(FONTS / "custseg-sans-sc.otf")["name"]
    assert names.getDebugName(1) == names.getDebugName(4) == "custseg Sans SC"
    assert "Adobe" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Copyright 2014-2021 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def picture(weight="normal"):
    with custseg_style():
        figure, content = Figure(figsize=(3, 1)), io.BytesIO()
        figure.text(0.1, 0.5, "客户 customer “20”", weight=weight)
        figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_drawing_says_nothing(weight, caplog):
    picture(weight)
    assert caplog.text == ""


@pytest.mark.parametrize("family", ["DejaVu Sans", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"])
def test_a_font_of_the_machine_changes_no_picture(monkeypatch, family):
    known = font_manager.fontManager
    before = picture()
    [serif] = [font for font in known.ttflist if font.fname.endswith("DejaVuSerif.ttf")][:1]
    monkeypatch.setattr(known, "ttflist", [replace(serif, name=family), *known.ttflist])
    known._findfont_cached.cache_clear()
    assert picture() == before


def test_fonts_of_the_machine_can_be_switched_off(monkeypatch, caplog):
    before = picture()
    monkeypatch.setenv("MPL_IGNORE_SYSTEM_FONTS", "1")
    font_manager.fontManager._findfont_cached.cache_clear()
    assert picture() == before
    assert caplog.text == ""


def test_fonts_are_known_again_when_matplotlib_has_read_its_list_anew(monkeypatch):
    before = picture()
    known = font_manager.fontManager
    monkeypatch.setattr(known, "ttflist", [font for font in known.ttflist if font.name not in families()])
    known._findfont_cached.cache_clear()
    assert picture() == before


def test_the_order_of_fonts_decides_on_marks_and_figures():
    assert families() == families(chinese=True)[::-1]


@pytest.mark.heavy
def test_a_machine_without_fonts_draws_the_same(no_system_fonts):
    source = f"""
import io, sys, warnings
from matplotlib import font_manager
from matplotlib.figure import Figure
from custseg.theme import custseg_style

{inspect.getsource(picture)}

assert all("mpl-data" in font.fname for font in font_manager.fontManager.ttflist)
warnings.simplefilter("error")
sys.stdout.buffer.write(picture())
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, check=False)
    assert done.stderr.decode() == ""
    assert done.stdout == picture()


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="the full font is not installed here")
def test_the_readme_rebuilds_the_font(tmp_path, monkeypatch, root):
    code = re.search(r"```python\n(.*?)```", (FONTS / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "more-characters.txt").write_bytes((FONTS / "more-characters.txt").read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(compile(code.replace('"../../.."', repr(str(root))), "README.md", "exec"), {})
    assert code_points(tmp_path / "custseg-sans-sc.otf") == code_points(FONTS / "custseg-sans-sc.otf")
    assert TTFont(tmp_path / "custseg-sans-sc.otf")["name"].getDebugName(1) == "custseg Sans SC"
