"""Do the fronts of a page about one's own customers fill two sides of A4 and no more, the lists too?"""

import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from custseg.report.pages.export import export_page

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "own-your-customers.ipynb"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_it_is_printed_on_two_sides(tmp_path):
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    export_page(nbformat.read(NOTEBOOK, as_version=4), page, index_href="")
    call = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run([*call, f"--print-to-pdf={printed}", page.as_uri()], capture_output=True, timeout=120, check=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 2, "let fewer words or figures stand in front"
