"""Are tags respected, is the lead found, are all problems told with their cells?"""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from custseg.exhibit import claim
from custseg.report.pages.cells import page_cells
from custseg.report.pages.outputs import UNSAFE_VALUE


def markdown(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(*outputs, tags=(), source="1"):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def picture():
    return new_output("display_data", {"image/png": "", "text/plain": "<Figure>"})


def error(message="division by zero"):
    return new_output("error", ename="ZeroDivisionError", evalue=message, traceback=[])


def notebook(*cells):
    return new_notebook(cells=[markdown("# Who buys?"), *cells])


def test_cells_are_numbered_as_jupyter_numbers_them():
    page = page_cells(notebook(code(), markdown("## Data"), code(), new_raw_cell("raw"), code()))
    assert [cell.number for cell in page.notebook.cells if cell.cell_type == "code"] == [1, 2, 3]


def test_the_notebook_stays_as_it_is():
    given = notebook(markdown("**Yes.**", "lead"), code(new_output("stream", text="x")))
    before = str(given)
    page_cells(given)
    assert str(given) == before


def test_tags_hide_cells_code_and_outputs():
    shown = new_output("stream", text="x")
    page = page_cells(
        notebook(
            code(shown, tags=["remove-cell"]), code(shown, tags=["remove-input"]), code(shown, tags=["remove-output"])
        )
    )
    cells = [cell for cell in page.notebook.cells if cell.cell_type == "code"]
    assert [(cell.number, cell.has_code, len(cell.shown)) for cell in cells] == [(2, False, 1), (3, True, 0)]


def test_a_note_of_an_unsafe_value_is_never_hidden():
    data = {"text/markdown": "**Unsafe value.** Three weeks cannot tell who stays.", "text/plain": "Unsafe value."}
    note = new_output("display_data", data, metadata={"custseg": {"role": UNSAFE_VALUE}})
    shown = new_output("stream", text="x")
    page = page_cells(notebook(code(shown, note, tags=["remove-cell"]), code(shown, note, tags=["remove-output"])))
    cells = [cell for cell in page.notebook.cells if cell.cell_type == "code"]
    assert [(cell.has_code, len(cell.shown)) for cell in cells] == [(False, 1), (True, 1)]
    assert all("Three weeks cannot tell" in cell.shown[0].content for cell in cells)


def test_a_removed_cell_needs_no_alt_text_and_no_heading_order():
    page = page_cells(notebook(code(picture(), tags=["remove-cell"]), markdown("##### Deep", "remove-cell")))
    assert [heading.text for heading in page.contents.headings] == ["Who buys?"]


def test_raw_and_empty_cells_leave_nothing():
    page = page_cells(notebook(new_raw_cell("<script>"), code(source=" ")))
    assert [(cell.cell_type, cell.get("has_code")) for cell in page.notebook.cells] == [
        ("markdown", None),
        ("code", False),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [markdown("**A fifth.**\n\n*One shop, 1997.*", "lead")],
        [markdown("**A fifth.**", "lead"), markdown("*One shop, 1997.*")],
    ],
)
def test_the_line_about_the_data_is_in_or_under_the_lead(cells):
    lead = page_cells(notebook(*cells)).lead
    assert (lead.answer, lead.date_of_data) == ("A fifth.", "One shop, 1997.")


def test_other_text_under_the_lead_is_not_about_the_data():
    page = page_cells(notebook(markdown("**A fifth.**", "lead"), markdown("*Note.* It rained."), markdown("*Later.*")))
    assert page.lead.date_of_data == ""


def test_an_error_is_a_failure_unless_it_is_meant():
    assert page_cells(notebook(code(), code(error()))).failure == "cell 2: ZeroDivisionError: division by zero"
    assert page_cells(notebook(code(error(), tags=["raises-exception"]))).failure == ""
    assert page_cells(notebook(code())).failure == ""


def test_every_problem_is_told_with_its_cell():
    broken = notebook(code(), code(picture()), markdown("#### Deep"), markdown("$x^$"), markdown("[a](#nowhere)"))
    with pytest.raises(ValueError, match="cannot become a page") as caught:
        page_cells(broken)
    problems = str(caught.value).splitlines()[1:]
    assert [problem.split(":")[0] for problem in problems] == [
        "- cell 2",
        "- Markdown cell 2 ('#### Deep')",
        "- Markdown cell 3 ('$x^$')",
        "- links to headings that do not exist",
    ]


def test_a_notebook_without_title_is_refused():
    with pytest.raises(ValueError, match="no title: begin the first Markdown cell with '# '"):
        page_cells(new_notebook(cells=[markdown("text")]))


def test_code_is_folded_unless_a_study_is_about_the_code():
    cells = page_cells(notebook(code(source="a = 1"), code(tags=["show-input"], source="b = 1"))).notebook.cells
    assert [cell.code_open for cell in cells if cell.cell_type == "code"] == [False, True]


def test_a_claim_that_stands_twice_is_told_with_both_cells():
    said = new_output("execute_result", claim("x.y", holds=True, wording="Yes.")._repr_mimebundle_())
    with pytest.raises(ValueError, match=r"the claim 'x\.y' stands in cells 1 and 3: show it once"):
        page_cells(notebook(code(said), code(), code(said)))


def test_an_answer_that_stands_in_the_lead_is_not_shown_again_but_its_failure_is():
    told = new_output("display_data", data={"text/markdown": "**Yes.**"})
    lead = markdown("**Yes.**", "lead")
    assert not page_cells(notebook(lead, code(told, tags=["answer"]))).notebook.cells[-1].get("shown")
    for cells in ([code(told, tags=["answer"])], [lead, code(error(), tags=["answer"])]):
        assert any(cell.get("shown") for cell in page_cells(notebook(*cells)).notebook.cells)
