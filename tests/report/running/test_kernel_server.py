"""Is a forked kernel as new as one that was started, and does nothing of it outlive who asked for it?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from custseg.report.running import kernel
from custseg.report.running.execute import StoppedError, execute_notebook
from custseg.report.running.forked_kernel import KernelServer
from custseg.report.running.kernel import kernel_environment
from custseg.report.running.kernel_server import PRELOADED

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is compared here is read from /proc"),
]

DRAWN = (
    f"import {', '.join(PRELOADED)}\nimport matplotlib.pyplot as plt\n\nplt.figure(figsize=(1, 1)).gca().plot([1, 2]);"
)
# what a cell can find of the process around it, but for numbers of processes and the names of scratch folders
STATE = """
import decimal, gc, json, locale, matplotlib, numpy, os, pandas, signal, sklearn, sys, threading, time, warnings

def options(name):
    return {option: repr(pandas.get_option(option)) for option in pandas._config.config._registered_options
            if option.startswith(name)}

state = {
    "pandas": options("display") | options("compute") | options("styler"),
    "matplotlib": {name: repr(value) for name, value in matplotlib.rcParams.items()},
    "drawing": [matplotlib.get_backend(), plt.isinteractive(), sorted(matplotlib.colormaps)],
    "numpy": [repr(numpy.geterr()), repr(numpy.get_printoptions())],
    "sklearn": repr(sklearn.get_config()),
    "warnings": sorted(map(repr, warnings.filters)),
    "interpreter": [repr(sys.flags), sys.argv[:2], sys.path, sys.executable, sys.getrecursionlimit(), hash("a")],
    "variables": {name: value for name, value in os.environ.items()
                  if "custseg-" not in value and name != "JPY_PARENT_PID"},
    "folder": os.getcwd(),
    "signals": {int(number): repr(signal.getsignal(number)) for number in signal.valid_signals()},
    "threads": len(threading.enumerate()),
    "files": len(os.listdir("/proc/self/fd")),
    "group": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
    "gc": [gc.isenabled(), gc.get_threshold()],
    "numbers": [repr(decimal.getcontext()), locale.setlocale(locale.LC_ALL), time.tzname],
    "main": [sorted(vars(sys.modules["__main__"])), sys.modules["__main__"].__name__],
    "events": {name: [call.__qualname__ for call in calls] for name, calls in get_ipython().events.callbacks.items()},
    "builtins": sorted(vars(__import__("builtins"))),
    "modules": sorted(sys.modules),
}
print(json.dumps(state))
"""


@pytest.fixture
def server(monkeypatch):
    server = KernelServer(lambda scratch: kernel_environment(scratch, {}))
    monkeypatch.setattr("custseg.report.running.execute.SERVER", server)
    yield server
    server.end()


def said(executed, cell=-1):
    assert executed.failure is None
    return "".join(output.text for output in executed.notebook.cells[cell].outputs if output.output_type == "stream")


def alive(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pid, seconds=10):
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


def test_a_cell_cannot_tell_it_from_a_kernel_that_was_started(one_cell, tmp_path, server):
    notebook = one_cell(DRAWN, STATE.strip())
    started, forked = (
        execute_notebook(notebook, tmp_path, settings={"seed": 3}, several=several) for several in (False, True)
    )
    assert server.running, "the second one was not forked"
    expected, found = json.loads(said(started)), json.loads(said(forked))
    assert set(found.pop("modules")) - set(expected.pop("modules")) == {"custseg.report.running"}
    expected["pandas"]["display.encoding"] = expected["pandas"]["display.encoding"].lower()  # another name of UTF-8
    assert found == expected
    assert started.notebook.cells[0].outputs == forked.notebook.cells[0].outputs  # the picture


def test_nothing_of_one_kernel_is_seen_by_the_next(one_cell, tmp_path, server):
    changed = "import pandas, numpy, random, os\n\npandas.set_option('display.max_rows', 3)\nos.environ['SEEN'] = '1'\n"
    changed += "print(numpy.random.random(), random.random())"
    look = "import pandas, numpy, random, os\n\nprint(pandas.get_option('display.max_rows'), 'SEEN' in os.environ)\n"
    first = said(execute_notebook(one_cell(changed, changed), tmp_path, several=True), 0)
    other = tmp_path / "other"
    other.mkdir()
    second = execute_notebook(one_cell(look + "print(os.getcwd())", changed), other, several=True)
    assert said(second, 0) == f"60 False\n{other}\n"
    assert said(second, 1) != first, "chance must not begin at the same place in each kernel"


def test_the_end_of_a_kernel_is_told(one_cell, tmp_path, server):
    dead = execute_notebook(one_cell("import os\n\nos._exit(4)"), tmp_path, several=True)
    assert dead.failure.error == "the kernel died with exit code 4"
    killed = execute_notebook(one_cell("import os\n\nos.kill(os.getpid(), 9)"), tmp_path, several=True)
    assert killed.failure.error.startswith("the kernel died by signal SIGKILL")
    assert server.running, "the death of a kernel is nobody else's"


def test_no_kernel_outlives_the_process_that_forked_it(one_cell, tmp_path, server):
    source = f"import os, signal\n\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
    failure = execute_notebook(
        one_cell(source + "os.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"), tmp_path, several=True
    ).failure
    assert failure.error.startswith("the kernel died")
    assert gone(int((tmp_path / "pid").read_text()))
    again = execute_notebook(one_cell("print(1)"), tmp_path, several=True)
    assert said(again) == "1\n", "the next one is started in the ordinary way"


@pytest.mark.parametrize("several", [False, True])
def test_what_a_kernel_and_its_processes_lay_aside_is_gone_when_it_is_ended(one_cell, tmp_path, server, several):
    """A converted log is taken away by whoever converts it, and a kernel that is ended takes nothing away."""
    mark = tmp_path / "mark"
    theirs = "from tempfile import mkdtemp; print(mkdtemp(), flush=True); input()"
    source = "import subprocess, sys, tempfile\n\n"
    source += f"other = subprocess.Popen([sys.executable, '-c', {theirs!r}], text=True, stdin=-1, stdout=-1)\n"
    source += "found = tempfile.mkdtemp() + ' ' + other.stdout.readline()\n"
    source += f"open({str(mark)!r}, 'w').write(found)\n"

    def stop():
        return mark.exists() and mark.read_text().endswith("\n")

    with pytest.raises(StoppedError):
        execute_notebook(one_cell(source + "while True: pass"), tmp_path, several=several, stop=stop)
    assert server.running == several
    folders = list(map(Path, mark.read_text().split()))
    assert len(folders) == 2 and not any(folder.exists() for folder in folders)


RUN = """
import sys
from pathlib import Path
from nbformat.v4 import new_code_cell, new_notebook
from custseg.report.running.execute import execute_notebook

execute_notebook(new_notebook(cells=[new_code_cell(sys.argv[2])]), Path(sys.argv[1]), several=True)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_when_who_asked_is_killed(tmp_path, number):
    mark = tmp_path / "pids"
    source = f"import os\nopen({str(mark)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}.')\nwhile True: pass"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    asking = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path), source], env=os.environ | {"TMPDIR": str(scratch)}
    )
    try:
        deadline = time.monotonic() + 120
        while not (mark.exists() and mark.read_text().endswith(".")) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert list(scratch.glob("*/server.log"))
    finally:
        os.kill(asking.pid, number)
    kernel_pid, server_pid = map(int, mark.read_text().rstrip(".").split())
    assert asking.wait() == -number
    assert gone(kernel_pid) and gone(server_pid)
    assert not list(scratch.glob("*/server.log"))


def test_what_is_imported_beforehand_is_there_and_starts_no_thread(tmp_path):
    """A thread is not forked along; what waits for it would wait for ever."""
    code = "import importlib, sys, threading\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n"
    code += (
        "print(threading.active_count(), 'polars' in sys.modules, 'matplotlib_inline.backend_inline' in sys.modules)"
    )
    command = [sys.executable, "-c", code, *PRELOADED]
    ran = subprocess.run(command, env=kernel_environment(tmp_path, {}), capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("1 False False\n", "")


def test_the_server_of_this_process_is_not_started_by_a_single_notebook(one_cell, tmp_path):
    assert said(execute_notebook(one_cell("print(1)"), tmp_path)) == "1\n"
    assert not kernel.SERVER.running
