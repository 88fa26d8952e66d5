"""Can everybody use a page about one's own customers: by keyboard, read aloud, on a desk and on a phone?

``CUSTSEG_AXE`` names axe.min.js of axe-core, which looks for what bars people; without it that test is left out.
"""

import json
import os
import re
import shutil
import subprocess
from html import escape, unescape
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from custseg.report.pages.export import export_page

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "own-your-customers.ipynb"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
AXE = Path(os.environ.get("CUSTSEG_AXE", "axe.min.js is not named"))
WIDTHS = (1280, 390)
RUN = """
window.addEventListener("load", () => look().catch((error) => {
  document.body.textContent = JSON.stringify(`${error}`);
}));
async function look() {
  const found = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentWindow;
    if (UNFOLDED) page.document.querySelectorAll("details").forEach((part) => { part.open = true; });
    const told = await page.axe.run(page.document, {resultTypes: ["violations"]});
    const bars = told.violations.map(({id, impact, nodes}) => ({id, impact, where: nodes.map((one) => one.html)}));
    found.push({bars, asked: told.passes.length});
  }
  document.body.textContent = JSON.stringify(found);
}
"""
FOCUS = """
window.addEventListener("load", () => {
  const page = document.querySelector("iframe").contentDocument, view = page.defaultView;
  const reached = [...page.querySelectorAll("a[href], summary, input, [tabindex]")];
  const unseen = reached.filter((tag) => {
    const before = {...view.getComputedStyle(tag)};
    tag.focus({focusVisible: true});
    const shown = tag.type === "checkbox" ? tag.nextElementSibling : tag, style = view.getComputedStyle(shown);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return tag.checkVisibility() && !ring && view.getComputedStyle(tag).outlineStyle === "none";
  });
  const first = reached[0];
  const target = page.getElementById((first.getAttribute("href") || "").slice(1));
  document.body.textContent = JSON.stringify({
    unseen: unseen.map((tag) => tag.outerHTML.slice(0, 80)), jumped: reached.filter((tag) => tag.tabIndex > 0).length,
    skip: first.textContent, to: target ? target.tagName : "",
  });
});
"""
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]


def asked(html: str, script: str, folder: Path, *, widths=WIDTHS, within=""):
    """Lay a page out in frames of these widths, run a script beside them, and return what it found."""
    free = re.sub(r'<meta[^>]*"Content-Security-Policy"[^>]*>', "", html)
    free = free.replace("</body>", f"<script>{within}</script></body>")
    frames = [f'<iframe style="width: {width}px; height: 900px" srcdoc="{escape(free)}"></iframe>' for width in widths]
    outer = folder / "outer.html"
    outer.write_text(f'<meta charset="utf-8"><body>{"".join(frames)}<script>{script}</script>', encoding="utf-8")
    call = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    told = subprocess.run(
        [*call, "--virtual-time-budget=60000", "--dump-dom", outer.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(unescape(re.search(r"<body>(.*)</body>", told.stdout, re.DOTALL)[1]))


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    page = tmp_path_factory.mktemp("page") / "page.html"
    export_page(nbformat.read(NOTEBOOK, as_version=4), page, index_href="")
    return page.read_text(encoding="utf-8")


@pytest.mark.skipif(not AXE.is_file(), reason="CUSTSEG_AXE does not name axe.min.js of axe-core")
@pytest.mark.parametrize("unfolded", ["false", "true"], ids=["folded", "unfolded"])
def test_nothing_bars_anybody(html, unfolded, tmp_path):
    found = asked(html, RUN.replace("UNFOLDED", unfolded), tmp_path, within=AXE.read_text(encoding="utf-8"))
    assert [frame["bars"] for frame in found] == [[]] * len(WIDTHS), "mend what each one names"
    assert all(frame["asked"] > 20 for frame in found), "hardly a rule of axe-core applied: was the page laid out?"


@pytest.mark.skipif(not AXE.is_file(), reason="CUSTSEG_AXE does not name axe.min.js of axe-core")
def test_what_bars_people_is_found(tmp_path):
    page = (
        '<html lang="en"><body><main><h1>A</h1><p style="color: #ccc">Pale.</p><img src="a.png"></main></body></html>'
    )
    within = AXE.read_text(encoding="utf-8")
    found = asked(page, RUN.replace("UNFOLDED", "false"), tmp_path, widths=(390,), within=within)
    assert {"color-contrast", "image-alt"} <= {one["id"] for one in found[0]["bars"]}


def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(html, tmp_path):
    found = asked(html, FOCUS, tmp_path, widths=(1280,))
    assert found["unseen"] == [], "show where the focus is: an outline"
    assert found["jumped"] == 0, "let the order of the page be the order of the keys: no tabindex above 0"
    assert found["skip"].startswith("Skip") and found["to"], "the first stop leads past the contents"


def test_headings_leave_no_step_out(html):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
    assert levels.count(1) == 1 and levels[0] == 1, "one title, and it comes first"
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_chinese_is_read_aloud_as_chinese(html):
    body = re.sub(r'<(\w+)[^>]*? lang="zh[^"]*"[^>]*>.*?</\1>', "", html[html.index("<body") :], flags=re.DOTALL)
    bare = re.findall(r".{0,40}[\u4e00-\u9fff]+.{0,20}", re.sub(r"<[^>]*>", "", body))
    assert bare == [], "wrap it in lang=zh"
