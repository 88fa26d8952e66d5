"""Does the code of a section stand folded at its end, whole, in order, and nowhere else?"""

from nbformat import NotebookNode

from custseg.report.pages.folded_code import fold_code


def code(number, **changes):
    return NotebookNode(cell_type="code", number=number, shown=[], has_code=True, code_open=False, **changes)


def text(html, number=1):
    return NotebookNode(cell_type="markdown", html=html, number=number)


def told(cells):
    return [
        [part.number for part in cell.folded] if "folded" in cell else cell.get("html", cell.get("number"))
        for cell in cells
    ]


def test_code_stands_at_the_end_of_its_section():
    cells = [
        text("<h1>Q</h1>"),
        code(1),
        text("<h2 id='a'>A</h2>"),
        code(2),
        code(3),
        text("<h2 id='b'>B</h2>"),
        code(4),
    ]
    assert told(fold_code(cells)) == [
        "<h1>Q</h1>", 1, [1], "<h2 id='a'>A</h2>", 2, 3, [2, 3], "<h2 id='b'>B</h2>", 4, [4],
    ]  # fmt: skip


def test_a_heading_in_the_middle_of_a_cell_ends_the_section_there():
    cells = fold_code([code(1), text("<p>End.</p><h2 id='b'>B</h2><h2 id='c'>C</h2>")])
    assert told(cells) == [1, "<p>End.</p>", [1], "<h2 id='b'>B</h2><h2 id='c'>C</h2>"]


def test_a_subsection_ends_no_section():
    assert told(fold_code([code(1), text("<h3 id='b'>B</h3>"), code(2)])) == [1, "<h3 id='b'>B</h3>", 2, [1, 2]]


def test_code_that_is_hidden_or_open_is_not_folded():
    hidden, opened = code(1), code(2)
    hidden.has_code, opened.code_open = False, True
    assert told(fold_code([hidden, opened])) == [1, 2]


def test_a_page_without_code_has_nothing_folded():
    assert told(fold_code([text("<h2 id='b'>B</h2>")])) == ["<h2 id='b'>B</h2>"]
