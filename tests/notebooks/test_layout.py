"""Does every page fit its column, on a desk at 1280 pixels and on a phone at 390? A browser says so."""

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path

import nbformat
import pytest

from custseg.report.pages.export import export_page

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
WIDTHS = (1280, 390)
MEASURE = """
const region = ".scroll, .formula, .frame";
function measured(frame) {
  const page = frame.contentDocument, width = page.documentElement.clientWidth, found = {wide: [], scrolling: []};
  const column = width < 1000 ? width : page.querySelector("main").getBoundingClientRect().right;
  const told = (tag) => `${tag.tagName} ${tag.className} ${tag.textContent.trim().replace(/\\s+/g, " ").slice(0, 50)}`;
  page.querySelectorAll("details").forEach((part) => { part.open = true; });
  for (const tag of page.querySelectorAll("main *")) {
    const box = tag.getBoundingClientRect();
    if (box.width && box.right > column + 1 && !tag.parentElement.closest(region)) found.wide.push(told(tag));
  }
  for (const tag of page.querySelectorAll(region + ", pre")) {
    if (tag.scrollWidth > tag.clientWidth + 1) {
      const reached = tag.tabIndex >= 0 && tag.getAttribute("role") && tag.getAttribute("aria-label");
      const by = tag.querySelector("table") ? "table" : tag.className || tag.tagName;
      found.scrolling.push({by, reached: Boolean(reached), over: tag.scrollWidth - tag.clientWidth, text: told(tag)});
    }
  }
  return found;
}
window.addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map(measured);
  document.body.textContent = JSON.stringify(found);
});
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine"),
]


def measure(html: str, folder: Path) -> dict[int, dict]:
    """Lay a page out at every width, its code unfolded, and return what is too wide and what scrolls."""
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    frames = [f'<iframe style="width: {width}px; height: 900px" srcdoc="{escape(free)}"></iframe>' for width in WIDTHS]
    outer = folder / "outer.html"
    outer.write_text(f'<meta charset="utf-8"><body>{"".join(frames)}<script>{MEASURE}</script>', encoding="utf-8")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    told = subprocess.run(
        [CHROMIUM, *arguments, "--virtual-time-budget=20000", "--dump-dom", outer.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return dict(
        zip(WIDTHS, json.loads(unescape(re.search(r"<body>(.*)</body>", told.stdout, re.DOTALL)[1])), strict=True)
    )


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def found(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    page = folder / "page.html"
    export_page(nbformat.read(request.param, as_version=4), page, coverage_href="coverage.html")
    return measure(page.read_text(encoding="utf-8"), folder)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_its_column(found, width):
    assert not found[width]["wide"], "wrap it, or put it into a region that scrolls"


def test_no_table_is_wider_than_its_column_on_a_desk(found):
    wide = [one for one in found[1280]["scrolling"] if one["by"] == "table"]
    assert not wide, "show fewer columns, or break long cells"


@pytest.mark.parametrize("width", WIDTHS)
def test_what_scrolls_is_reached_by_keyboard(found, width):
    assert all(one["reached"] for one in found[width]["scrolling"]), "give it tabindex, role and aria-label"


def test_the_measure_finds_what_is_too_wide(tmp_path):
    html = (
        '<html><body><main><p style="width: 3000px">Wide.</p><pre style="overflow: auto">' + "x" * 500 + "</pre></main>"
    )
    told = measure(html, tmp_path)
    assert [len(told[width]["wide"]) for width in WIDTHS] == [1, 1]
    assert [one["reached"] for one in told[390]["scrolling"]] == [False]
