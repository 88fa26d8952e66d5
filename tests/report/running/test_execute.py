"""Is a notebook executed by this interpreter alone, and is it said in words what went wrong?"""

import os
import sys
import time

import pytest
from nbformat.v4 import new_output

from custseg.report.running import kernel
from custseg.report.running.execute import StoppedError, execute_notebook
from custseg.report.settings import ENVIRONMENT


def shown(cell):
    return [output.get("text") or output.get("data", {}).get("text/plain") for output in cell.outputs]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(pid, seconds=5):
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


@pytest.mark.heavy
def test_nothing_of_the_user_s_own_set_up_gets_in(one_cell, tmp_path, monkeypatch):
    startup = tmp_path / "home" / "profile_default" / "startup" / "00.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("intruder = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    monkeypatch.setenv(ENVIRONMENT, '{"seed": 9}')
    notebook = one_cell(
        "import os, sys\n\nsys.executable, os.path.samefile('.', " + repr(str(tmp_path)) + "), 'intruder' in globals()",
        "from custseg.report import parameters\n\nparameters(seed=1)",
        "print('a', flush=True)\nprint('b')",
    )
    notebook.cells[0].outputs = [new_output("stream", text="old")]
    executed = execute_notebook(notebook, tmp_path)
    assert executed.failure is None
    assert [shown(cell) for cell in executed.notebook.cells] == [
        [str((sys.executable, True, False))],
        ["seed = 1"],
        ["a\nb\n"],
    ]
    assert [cell.execution_count for cell in executed.notebook.cells] == [1, 2, 3]
    assert notebook.cells[0].outputs[0].text == "old"  # the notebook handed in is not changed
    assert executed.seconds > 0


@pytest.mark.heavy
def test_settings_reach_the_study(one_cell, tmp_path):
    source = "from custseg.report import parameters\n\nparameters(seed=1, shop='tea').seed"
    assert shown(execute_notebook(one_cell(source), tmp_path, settings={"seed": 7}).notebook.cells[0]) == ["7"]


@pytest.mark.heavy
def test_a_failing_cell_is_named_and_what_came_before_is_kept(one_cell, tmp_path):
    notebook = one_cell("1 + 1", "# the share\nshare = 1 / 0", "3")
    notebook.cells[1].metadata = {"tags": ["raises-exception"]}  # does not make a failure pass
    executed = execute_notebook(notebook, tmp_path)
    assert (executed.failure.cell, executed.failure.line) == (2, "share = 1 / 0")
    assert executed.failure.error == "ZeroDivisionError: division by zero"
    first, second, third = executed.notebook.cells
    assert shown(first) == ["2"]
    assert second.outputs[0].output_type == "error"
    assert (third.outputs, third.execution_count) == ([], None)


@pytest.mark.heavy
def test_leaving_the_kernel_is_a_failure(one_cell, tmp_path):
    failure = execute_notebook(one_cell("import sys", "sys.exit(3)", "4"), tmp_path).failure
    assert (failure.cell, failure.error) == (2, "SystemExit: 3")


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("source", "how"),
    [
        ("import os\n\nos._exit(4)", "with exit code 4"),
        pytest.param(
            "import os\n\nos.kill(os.getpid(), 9)",
            "by signal SIGKILL, as when memory runs out",
            marks=pytest.mark.skipif(os.name != "posix", reason="no signals there"),
        ),
    ],
)
def test_a_kernel_that_dies_is_explained(one_cell, tmp_path, source, how):
    executed = execute_notebook(one_cell("1 + 1", source), tmp_path)
    assert executed.failure.cell == 2
    assert executed.failure.error.splitlines()[0] == f"the kernel died {how}"
    assert executed.notebook.cells[1].outputs[0].output_type == "error"


@pytest.mark.heavy
def test_a_cell_that_takes_too_long_is_ended(one_cell, tmp_path):
    notebook = one_cell("import os\n\nos.getpid()", "while True:\n    pass")
    executed = execute_notebook(notebook, tmp_path, timeout=1)
    assert (executed.failure.cell, executed.failure.line) == (2, "while True:")
    assert executed.failure.error == "took longer than 1 s and was ended; --timeout allows more"
    assert wait_until_gone(int(shown(executed.notebook.cells[0])[0]))


@pytest.mark.heavy
def test_cells_that_write_to_stderr_fail_the_study_after_all_have_run(one_cell, tmp_path):
    warning = "import os, warnings\n\nwarnings.warn('old data')\nos.write(2, b'a library speaks')"
    executed = execute_notebook(one_cell("1", warning, "3"), tmp_path)
    assert (executed.failure.cell, executed.failure.stopped) == (2, False)
    assert "UserWarning: old data" in executed.failure.short()
    assert shown(executed.notebook.cells[2]) == ["3"]


@pytest.mark.heavy
def test_what_the_kernel_says_as_it_starts_is_no_output_of_a_cell(one_cell, tmp_path, monkeypatch):
    class Talking(kernel.ThisInterpreter):
        def format_kernel_cmd(self, extra_arguments=None):
            code = "import sys\nprint('a notice', file=sys.stderr)\nfrom ipykernel import kernelapp\n"
            command = super().format_kernel_cmd(extra_arguments)
            return [command[0], "-c", code + "kernelapp.launch_new_instance()", *command[3:]]

    def manager(scratch):
        return Talking(kernel_name="python3", connection_file=str(scratch / "kernel.json"), transport="ipc")

    monkeypatch.setattr("custseg.report.running.execute.kernel_manager", manager)
    executed = execute_notebook(one_cell("1 + 1"), tmp_path)
    assert (executed.failure, shown(executed.notebook.cells[0])) == (None, ["2"])


FIGURE = """import pandas as pd
from matplotlib import font_manager

from custseg.plot import plot_segments

names = pd.Index(["久未购买、单次消费高", "단골"], name="segment")
shares = pd.DataFrame({"share_of_customers": [0.2, 0.8], "share_of_amount": [0.7, 0.3]}, names)
print(all("mpl-data" in font.fname for font in font_manager.fontManager.ttflist))
plot_segments(shares)"""


@pytest.mark.heavy
def test_a_figure_with_chinese_text_needs_no_font_of_the_machine(one_cell, tmp_path, no_system_fonts):
    executed = execute_notebook(one_cell(FIGURE), tmp_path)
    assert executed.failure is None
    said, picture, words = executed.notebook.cells[0].outputs
    assert (said.name, said.text) == ("stdout", "True\n")
    assert "“DanGol” for “단골”" in words.data["text/plain"]
    assert len(picture.data["image/png"]) > 5000


@pytest.mark.heavy
def test_when_told_to_stop_the_kernel_ends(one_cell, tmp_path):
    mark = tmp_path / "pid"
    source = f"import os, time\n\nopen({str(mark)!r}, 'w').write(str(os.getpid()) + '.')\ntime.sleep(60)"

    def stop():
        return mark.is_file() and mark.read_text().endswith(".")

    start = time.monotonic()
    with pytest.raises(StoppedError):
        execute_notebook(one_cell(source), tmp_path, stop=stop)
    assert time.monotonic() - start < 30
    assert wait_until_gone(int(mark.read_text().rstrip(".")))


def test_a_run_that_is_stopped_before_it_starts_leaves_nothing(one_cell, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(StoppedError):
        execute_notebook(one_cell("open('ran', 'w')"), tmp_path, stop=lambda: True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.heavy
def test_a_run_that_is_stopped_while_the_kernel_starts_leaves_no_kernel(one_cell, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    started = []
    start = kernel.ThisInterpreter.start_kernel

    async def noted(self, **options):
        await start(self, **options)
        started.append(self.provisioner.pid)

    monkeypatch.setattr(kernel.ThisInterpreter, "start_kernel", noted)
    with pytest.raises(StoppedError):
        execute_notebook(one_cell("1"), tmp_path, stop=lambda: bool(started))
    assert wait_until_gone(started[0])


@pytest.mark.heavy
def test_a_kernel_that_does_not_start_is_explained_with_its_own_words(one_cell, tmp_path, monkeypatch):
    class Broken(kernel.ThisInterpreter):
        def format_kernel_cmd(self, extra_arguments=None):
            return [sys.executable, "-c", "raise SystemExit('no kernel today')"]

    monkeypatch.setattr("custseg.report.running.execute.kernel_manager", lambda scratch: Broken(kernel_name="python3"))
    failure = execute_notebook(one_cell("1"), tmp_path).failure
    assert failure.cell is None
    assert failure.error.startswith("the kernel did not start")
    assert failure.error.endswith("no kernel today")


FALSE_CLAIM = "from custseg.exhibit import claim\n\nclaim('x.y', holds=3 < 2, wording='{n} is below 2.', n=3)"


@pytest.mark.heavy
@pytest.mark.parametrize("options", [{"reader": True}, {"settings": {"seed": 7}}])
def test_a_reader_is_told_that_a_claim_does_not_hold(one_cell, tmp_path, options):
    executed = execute_notebook(one_cell(FALSE_CLAIM), tmp_path, **options)
    assert executed.failure is None
    assert shown(executed.notebook.cells[0])[0].startswith("Does not hold here: [struck: 3 is below 2.]")


@pytest.mark.heavy
def test_the_author_is_stopped_by_a_claim_that_does_not_hold(one_cell, tmp_path):
    failure = execute_notebook(one_cell(FALSE_CLAIM), tmp_path).failure
    assert failure.cell == 1
    assert failure.error.startswith("ClaimError: claim 'x.y' does not hold")
