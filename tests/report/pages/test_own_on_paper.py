"""Do the fronts of a page about one's own customers fill two sides of A4 and no more, the lists too?"""

import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from custseg.report.own.reporting import report_on
from custseg.report.pages.export import export_page
from custseg.simulate import simulate_business

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "own-your-customers.ipynb"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_it_is_printed_on_two_sides(tmp_path):
    page = tmp_path / "page.html"
    export_page(nbformat.read(NOTEBOOK, as_version=4), page, index_href="")
    assert sides(page) == 2, "let fewer words or figures stand in front"


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_a_shop_with_every_section_and_four_lists_is_printed_on_two_sides(tmp_path):
    shop = simulate_business("plain", customers=4000, random_state=7).rows
    shop.to_csv(tmp_path / "orders.csv", index=False)
    made = report_on(tmp_path / "orders.csv", tmp_path / "page.html", {"currency": "EUR"})
    assert made.read_text(encoding="utf-8").count("<figure>") >= 7, "no section may step aside here"
    assert sides(made) == 2, "let fewer words or figures stand in front, or print them smaller"


def sides(page):
    """Print a page, and count the sides."""
    printed = page.with_suffix(".pdf")
    call = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent / 'profile'}"]
    subprocess.run([*call, f"--print-to-pdf={printed}", page.as_uri()], capture_output=True, timeout=120, check=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
