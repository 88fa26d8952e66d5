"""Do tables of measured numbers bear their mark, and is no number parted from its sign?"""

from docutils.core import publish_doctree
from docutils.nodes import Text, table
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
