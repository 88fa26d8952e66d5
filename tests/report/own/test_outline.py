"""Has the notebook a cell for each part that exists, in the order of the page?"""

from custseg import brief
from custseg.report.own.filled_notebook import own_notebook
from custseg.report.own.outline import SECTIONS
from custseg.report.running.notebook_file import read_notebook


def test_each_part_has_its_cell_in_order():
    sources = [cell.source for cell in read_notebook(own_notebook()).cells]
    shown = [name for source in sources for name in SECTIONS if source == f"brief.{name}(book)"]
    there = [name for name in SECTIONS if callable(getattr(brief, name, None))]
    assert shown == there, "give notebooks/own-your-customers.ipynb a cell brief.NAME(book) for each, in this order"
