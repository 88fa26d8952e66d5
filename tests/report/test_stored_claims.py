"""Are the records of a notebook found, and a name that stands twice with both its cells?"""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from custseg.exhibit import claim, paragraph
from custseg.exhibit.claim_records import FACT
from custseg.report._stored_claims import claim_records, repeated_claims


def said(name):
    return claim("x.y", id=name, holds=True, wording="It is {n}.", n=3)


def cell(*shown, source="1"):
    outputs = [new_output("execute_result", one._repr_mimebundle_()) for one in shown]
    return new_code_cell(source, outputs=[*outputs, new_output("stream", text="x")])


def notebook(*cells):
    return new_notebook(cells=[new_markdown_cell("# Who?"), cell(source=""), *cells])


def test_records_come_with_the_number_of_their_cell():
    found = claim_records(notebook(cell(said("a")), cell(), cell(paragraph("Yes.", said("b"), said("c")))))
    assert [(number, record["id"]) for number, record in found] == [(1, "a"), (3, "b"), (3, "c")]
    assert found[0][1] == said("a").fact()


def test_without_claims_there_is_nothing_to_say():
    assert claim_records(notebook(cell())) == []
    assert repeated_claims(notebook(cell(said("a")), cell(said("b")))) == []


def test_a_name_that_stands_twice_is_told_with_both_cells():
    twice = notebook(cell(said("a")), cell(paragraph(said("b"), said("a"))))
    assert repeated_claims(twice) == ["the claim 'a' stands in cells 1 and 2: show it once, or give one of them id=..."]


@pytest.fixture
def nbval(tmp_path):
    """Store a claim with a record of one's own, and ask whether a fresh run gives the same."""

    def passes(**stored):
        source = (
            "from custseg.exhibit import claim\n\nclaim('x.y', holds=True, wording='It is {share:.0%}.', share=2 / 3)"
        )
        bundle = claim("x.y", holds=True, wording="It is {share:.0%}.", share=2 / 3)._repr_mimebundle_()
        bundle[FACT] = bundle[FACT] | stored
        output = new_output("execute_result", bundle, execution_count=1)
        path = tmp_path / "stored.ipynb"
        cells = [new_code_cell(source, outputs=[output], execution_count=1)]
        nbformat.write(new_notebook(cells=cells), path)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--current-env", path]
        run = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=tmp_path, check=False)
        assert run.returncode in (0, 1), run.stdout + run.stderr
        return run.returncode == 0

    return passes


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("stored", "same"),
    [({}, True), ({"values": {"share": 0.6666666668}}, False), ({"holds": False}, False), ({"call": "f(log)"}, False)],
)
def test_the_record_is_compared_with_a_fresh_run(nbval, stored, same):
    """All of it, also what the sentence does not show; its numbers are rounded to what machines have in common."""
    assert nbval(**stored) is same
