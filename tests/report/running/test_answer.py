"""Is the lead exactly the text that the answer cell returned?"""

import pytest
from nbformat.v4 import new_output

from custseg.exhibit import claim, paragraph, paragraphs
from custseg.report.running.answer import answer_text, lead_problems, output_text, with_lead


def answered(notebook, *outputs):
    made = notebook()
    made.cells[-1].outputs = list(outputs)
    return made


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (new_output("display_data", {"text/markdown": "**Yes.**\n", "text/plain": "Yes."}), "**Yes.**"),
        (new_output("execute_result", {"text/plain": "'It is 67 %.\\n\\nOne shop.'"}), "It is 67 %.\n\nOne shop."),
        (new_output("execute_result", {"text/plain": "It is 67 %."}), "It is 67 %."),
        (new_output("execute_result", {"text/plain": "67"}), "67"),
        (new_output("stream", name="stdout", text="It is 67 %.\n"), "It is 67 %."),
        (new_output("stream", name="stderr", text="Warning\n"), ""),
        (new_output("error", ename="E", evalue="", traceback=[]), ""),
    ],
)
def test_an_output_s_text_is_what_a_reader_sees(output, text):
    assert output_text(output) == text


def test_several_outputs_are_paragraphs(notebook):
    outputs = [new_output("display_data", {"text/markdown": part}) for part in ("**Yes.**", "*One shop.*")]
    assert answer_text(answered(notebook, *outputs)) == "**Yes.**\n\n*One shop.*"


def test_the_lead_becomes_that_text_in_a_copy(notebook):
    made = answered(notebook, new_output("display_data", {"text/markdown": "**Yes.**"}))
    assert lead_problems(made) == []
    assert with_lead(made, answer_text(made)).cells[1].source == "**Yes.**"
    assert made.cells[1].source == "An old answer."


def test_a_page_without_lead_and_answer_is_left_alone(one_cell):
    assert lead_problems(one_cell("1")) == []
    assert with_lead(one_cell("1"), "text").cells[0].source == "1"


def test_a_silent_answer_is_a_problem(notebook):
    assert "returned no text" in lead_problems(notebook())[0]


def test_a_missing_answer_and_a_second_lead_are_both_told(notebook, text):
    made = notebook()
    made.cells[-1].metadata = {}
    made.cells.append(text("Another.", "lead"))
    first, second = lead_problems(made)
    assert "exactly one code cell must be tagged 'answer'; found 0" in first
    assert "exactly one Markdown cell must be tagged 'lead'; found 2" in second


def test_an_answer_in_words_alone_is_a_problem(notebook, text):
    made = notebook()
    made.cells[-1] = text("It is 67 %.", "answer")
    assert "exactly one code cell" in lead_problems(made)[0]


def test_an_answer_of_claims_is_the_lead_in_their_words(notebook):
    answer = claim("x.y", holds=True, wording="**No: {share:.0%}.**", share=0.67)
    found = paragraphs(paragraph(answer, "It never was."), claim("x.z", holds=True, wording="*One shop, 1997.*"))
    made = answered(notebook, new_output("execute_result", found._repr_mimebundle_()))
    assert lead_problems(made) == []
    assert answer_text(made) == "**No: 67%.** It never was.\n\n*One shop, 1997.*"
    assert answer_text(answered(notebook, new_output("execute_result", answer._repr_mimebundle_()))) == "**No: 67%.**"
