"""Are outputs and leads stored only after a clean run, and are they the same bytes each time?"""

import json

import pytest

from custseg.report import refresh as refresh_module
from custseg.report.parameters import ENVIRONMENT
from custseg.report.refresh import refresh_studies
from custseg.report.stored import notebook_text, read_notebook, tidy


@pytest.fixture
def refresh(monkeypatch, in_process):
    monkeypatch.setattr(refresh_module, "each", in_process)

    def run(*paths):
        told = []
        return [result.state for result in refresh_studies(paths, tell=told.append)], told

    return run


@pytest.mark.heavy
def test_outputs_and_lead_are_stored_once_and_for_all(study, refresh, monkeypatch):
    path = study("01-who-stays", "1 + 1", "print('a', flush=True)\nprint('b')")
    monkeypatch.setenv(ENVIRONMENT, '{"seed": 9}')  # what is set outside must not be stored
    assert refresh(path)[0] == ["refreshed"]
    stored = read_notebook(path)
    title, lead, *codes = stored.cells
    assert (title.source, lead.source) == ("# Who stays?", "**It is 1.**\n\n*One shop, 1997.*")
    assert [cell.execution_count for cell in codes] == [1, 2, 3, 4]
    assert codes[1].outputs[0].data["text/plain"] == "2"
    assert codes[2].outputs[0].text == "a\nb\n"
    assert stored.metadata["language_info"] == {"name": "python"}
    text = path.read_bytes()
    assert text.decode() == notebook_text(tidy(stored))

    states, told = refresh(path)
    assert (states, told) == (["unchanged"], ["[1/1] 01-who-stays unchanged"])
    assert path.read_bytes() == text

    content = json.loads(text)  # what an editor writes is put right
    content["metadata"]["kernelspec"]["display_name"] = "my-env"
    content["cells"][2]["metadata"]["collapsed"] = True
    content["cells"][2]["execution_count"] = 41
    path.write_text(json.dumps(content), encoding="utf-8")
    assert refresh(path)[0] == ["refreshed"]
    assert path.read_bytes() == text


@pytest.mark.heavy
def test_a_study_that_did_not_run_clean_keeps_its_file(study, refresh, tmp_path):
    broken = tmp_path / "notebooks" / "05-broken.ipynb"
    paths = [
        study("01-fails", "share = 1 / 0"),
        study("02-warns", "import warnings\n\nwarnings.warn('old data')"),
        study("03-is-silent"),
        study("04-who-stays"),
        broken,
    ]
    broken.write_text("{}")
    silent = json.loads(paths[2].read_text("utf-8"))
    silent["cells"][-1]["source"] = "None"
    paths[2].write_text(json.dumps(silent), encoding="utf-8")
    before = [path.read_bytes() for path in paths]
    states, told = refresh(*paths)
    assert states == ["FAILED", "FAILED", "FAILED", "refreshed", "FAILED"]
    assert [path.read_bytes() == old for path, old in zip(paths, before, strict=True)] == [
        True,
        True,
        True,
        False,
        True,
    ]
    assert told[-1].startswith("4 of 5 studies failed:\n  01-fails\n    cell 2: share = 1 / 0\n")
    assert "stderr in cell 2, which must not be stored" in told[-1]
    assert "UserWarning: old data" in told[-1]
    assert "the cell tagged 'answer' returned no text" in told[-1]
    assert "05-broken.ipynb is not a notebook" in told[-1]
    assert not list((tmp_path / "notebooks").glob(".*"))
