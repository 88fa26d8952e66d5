"""Is a kernel this interpreter, with one thread and nothing of the user's own set-up?"""

import json
import os
import sys
from pathlib import Path

import pytest

import custseg
from custseg.exhibit.claim_wordings import READER
from custseg.report.running.kernel import kernel_environment, kernel_manager
from custseg.report.settings import ENVIRONMENT


def test_the_kernel_is_this_interpreter_whatever_python3_points_to(tmp_path, monkeypatch):
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": ["/another/python"], "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert kernel_manager(tmp_path).kernel_spec.argv[:3] == [sys.executable, "-m", "ipykernel_launcher"]


def test_its_connection_file_lies_in_the_scratch_folder(tmp_path):
    assert Path(kernel_manager(tmp_path).connection_file).parent == tmp_path


@pytest.mark.skipif(os.name != "posix", reason="no socket files there")
def test_it_listens_on_a_socket_file_unless_the_path_is_too_long():
    assert kernel_manager(Path("/tmp/x")).transport == "ipc"
    assert kernel_manager(Path("/tmp") / ("x" * 90)).transport == "tcp"


def test_one_thread_a_fixed_hash_seed_and_this_package_first(tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    environment = kernel_environment(tmp_path, {})
    assert {environment[f"{name}_NUM_THREADS"] for name in ("OMP", "OPENBLAS", "MKL")} == {"1"}
    assert environment["PYTHONHASHSEED"] == "0"
    root = str(Path(custseg.__file__).resolve().parents[1])
    assert environment["PYTHONPATH"].split(os.pathsep) == [root, "/elsewhere"]


def test_what_the_user_set_up_is_left_out(tmp_path, monkeypatch):
    for name in ("PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, "/home/someone")
    environment = kernel_environment(tmp_path, {})
    assert not {"PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE"} & set(environment)
    assert environment["IPYTHONDIR"] == environment["JUPYTER_CONFIG_DIR"] == str(tmp_path)


def test_temporary_files_lie_in_the_scratch_folder_whatever_the_user_s_are(tmp_path, monkeypatch):
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, "/elsewhere")
    environment = kernel_environment(tmp_path, {})
    assert {environment[name] for name in ("TMPDIR", "TEMP", "TMP")} == {str(tmp_path)}


def test_drawing_starts_from_the_defaults_of_matplotlib(tmp_path, monkeypatch):
    monkeypatch.setenv("MATPLOTLIBRC", "/home/someone/matplotlibrc")
    rc = Path(kernel_environment(tmp_path, {})["MATPLOTLIBRC"])
    assert rc.is_file()
    assert rc.parent.name == "mpl-data"


def test_the_author_is_at_work_unless_it_is_said_that_a_reader_is(tmp_path, monkeypatch):
    monkeypatch.setenv(READER, "1")
    assert READER not in kernel_environment(tmp_path, {})
    assert kernel_environment(tmp_path, {}, reader=True)[READER] == "1"


def test_settings_are_handed_over_and_old_ones_are_not(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, '{"seed": 9}')
    assert ENVIRONMENT not in kernel_environment(tmp_path, {})
    assert json.loads(kernel_environment(tmp_path, {"shop": "茶"})[ENVIRONMENT]) == {"shop": "茶"}
