"""Are outputs and leads stored only after a clean run, and are they the same bytes each time?"""

import json
import os

import pytest

from custseg.report.running import refresh as refresh_module
from custseg.report.running.cache import write_record
from custseg.report.running.notebook_file import notebook_text, read_notebook, without_run_marks
from custseg.report.running.refresh import refresh_studies
from custseg.report.running.run_result import StudyRun
from custseg.report.settings import ENVIRONMENT


@pytest.fixture
def refresh(monkeypatch, in_process):
    monkeypatch.setattr(refresh_module, "map_in_processes", in_process)

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
    assert text.decode() == notebook_text(without_run_marks(stored))

    states, told = refresh(path)
    assert states == ["unchanged"]
    assert told[0] == f"1 study: outputs and answers go to {path.parent}"
    assert told[1].startswith("1 to run: about ")
    assert told[2:] == ["01-who-stays starts", "[1/1] 01-who-stays unchanged"]
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
    assert "cell 2: import warnings\n    wrote to stderr:\n" in told[-1]
    assert "UserWarning: old data" in told[-1]
    assert "the cell tagged 'answer' returned no text" in told[-1]
    assert "05-broken.ipynb is not a notebook" in told[-1]
    assert not list((tmp_path / "notebooks").glob(".*"))


@pytest.mark.heavy
def test_claims_that_do_not_hold_or_share_a_name_are_not_stored(study, refresh):
    said = "from custseg.exhibit import claim, paragraph\n\nyes = claim('x.y', holds={}, wording='Yes.')\n{}"
    paths = [
        study("01-false", said.format(False, "yes")),
        study("02-twice", said.format(True, "yes"), "paragraph(yes, 'So it is.')"),
    ]
    before = [path.read_bytes() for path in paths]
    states, told = refresh(*paths)
    assert states == ["FAILED", "FAILED"]
    assert [path.read_bytes() for path in paths] == before
    assert "ClaimError: claim 'x.y' does not hold: the condition is not met." in told[-1]
    assert "the claim 'x.y' stands in cells 2 and 3" in told[-1]


@pytest.fixture
def fresh(monkeypatch):
    """Stand in for the execution: each study gives a text of its own."""
    monkeypatch.setattr(
        refresh_module, "_fresh", lambda task: (StudyRun(task.notebook.stem, "refreshed", 1.0), "new text\n")
    )


@pytest.mark.skipif(os.name != "posix", reason="no such permissions there")
def test_a_private_file_stays_private_and_a_link_a_link(study, refresh, fresh, tmp_path):
    private, real = study("01-a"), study("02-b")
    private.chmod(0o600)
    store = tmp_path / "store.ipynb"
    real.rename(store)
    real.symlink_to(store)
    assert refresh(private, real)[0] == ["refreshed", "refreshed"]
    assert private.stat().st_mode & 0o777 == 0o600
    assert real.is_symlink()
    assert store.read_text("utf-8") == private.read_text("utf-8") == "new text\n"


def test_a_read_only_study_is_left_as_it_is_and_said_so(study, refresh, fresh):
    paths = study("01-a"), study("02-b")
    before = paths[0].read_bytes()
    paths[0].chmod(0o444)
    states, told = refresh(*paths)
    assert states == ["FAILED", "refreshed"]
    assert "01-a.ipynb is read-only, so its new outputs were not stored. Allow writing (chmod u+w" in told[-1]
    assert paths[0].read_bytes() == before


def test_a_full_disk_fails_one_study_and_not_the_run(study, refresh, fresh, monkeypatch):
    paths = study("01-a"), study("02-b")
    write = refresh_module.write_whole

    def full(path, text):
        if path.stem == "01-a":
            raise OSError("No space left on device")
        return write(path, text)

    monkeypatch.setattr(refresh_module, "write_whole", full)
    states, told = refresh(*paths)
    assert states == ["FAILED", "refreshed"]
    assert "OSError: No space left on device" in told[-1]


def test_what_a_study_took_when_its_page_was_made_is_the_guess(study, refresh, fresh, tmp_path):
    page = {"title": "Who stays?", "path": "02-b.html"}
    write_record(tmp_path / "reports", "02-b", {"key": "k", "seconds": 60.0, "took": 61.0, "page": page})
    told = refresh(study("01-a"), study("02-b"))[1]
    assert (
        told[1] == "2 to run, 2 at a time: about 65 s, going by their last runs; 15 s for the one that never ran here."
    )
    assert told[2] == "02-b starts", "the longest study must begin first"


def test_what_follows_from_the_tags_is_written_after_the_studies(study, refresh, monkeypatch, tmp_path):
    from custseg.report.running import coverage as coverage_module

    asked = []

    def write(folder):
        asked.append((folder, read_notebook(path).cells[1].source))
        return [folder / "COVERAGE.md"]

    path = study("01-who-stays", "1 + 1")
    monkeypatch.setattr(coverage_module, "write_coverage", write)
    states, told = refresh(path)
    assert states == ["refreshed"] and told[-1] == "COVERAGE.md written: it follows from the tags of the studies"
    assert asked == [(path.parent, "**It is 1.**\n\n*One shop, 1997.*")], "the outputs are stored first"
