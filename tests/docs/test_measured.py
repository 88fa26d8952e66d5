"""Do tables of measured numbers bear their mark, and is no number parted from its sign?"""

from docutils.core import publish_doctree
from docutils.nodes import Text, entry, row, table
from manual.measured import as_measured

TOLD = """
In 3 of 4 tables.

.. list-table::

   * - > 99.9 %
     - 3 of 1,200
     - two of them
"""


def test_a_number_is_not_parted_from_its_percent_sign_and_words_are():
    told = as_measured(publish_doctree(TOLD).children)
    written = [str(text) for node in told for text in node.findall(Text)]
    assert written == ["In 3 of 4 tables.", ">\xa099.9\xa0%", "3\xa0of\xa01,200", "two of them"]
    assert [found["classes"] for node in told for found in node.findall(table)] == [["measured"]]


def marked(*columns):
    """Say which columns of a table are marked as numbers: head and all cells alike."""
    lines = "".join("   * - " + "\n     - ".join(row) + "\n" for row in zip(*columns, strict=True))
    (node,) = as_measured(publish_doctree(f".. list-table::\n   :header-rows: 1\n\n{lines}").children)
    rows = [["text-right" in cell["classes"] for cell in line.findall(entry)] for line in node.findall(row)]
    assert all(line == rows[0] for line in rows)
    return rows[0], node["classes"], node


def test_columns_of_numbers_stand_on_the_right_and_words_do_not():
    numbers = [
        ["found", "> 99.9 %", "3 of 1,200"],
        ["ours / rival", "0.93 (92% given) / 0.65", "none / 0.70"],
        ["span", "93.7 to 94.2 %", ""],
        ["at a limit", "217 of 223, 218 of 223", "\\-0.0754"],
    ]
    words = [["groups", "50:50", "95:5"], ["least", "60+", "60+"], ["until", "1997-09-30", "5"], ["empty", "", ""]]
    assert marked(*numbers, *words)[0] == [True] * 4 + [False] * 4


def test_what_belongs_to_a_number_stays_beside_it():
    _, _, node = marked(["ours / rival", "0.93 (92% given) / 0.65"], ["until", "1997-09-30"])
    written = [str(text) for text in node.findall(Text)]
    assert written == ["ours / rival", "until", "0.93 (92%\xa0given) /\xa00.65", "1997\u201109\u201130"]


def test_only_a_table_of_more_than_ten_columns_is_set_smaller():
    ten = [["n", "1"]] * 10
    assert [marked(*ten)[1], marked(*ten, ["n", "1"])[1]] == [["measured"], ["measured", "wide"]]
