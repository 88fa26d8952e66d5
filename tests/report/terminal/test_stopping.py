"""Does work that is stopped, or that cannot be written, end in one line?"""

import signal
import threading

import click
import pytest

from custseg.report.terminal.stopping import stoppable


def test_a_full_disk_is_one_line():
    with pytest.raises(click.ClickException, match="No space left"), stoppable():
        raise OSError(28, "No space left on device")


def test_ctrl_c_ends_with_its_own_code(capsys):
    with pytest.raises(SystemExit) as end, stoppable():
        raise KeyboardInterrupt
    assert end.value.code == 130 and capsys.readouterr().err.startswith("Stopped.")


@pytest.mark.parametrize("error", [BrokenPipeError(), KeyError("bug")])
def test_everything_else_passes(error):
    with pytest.raises(type(error)), stoppable():
        raise error


def test_the_end_that_the_system_asks_for_clears_away_as_ctrl_c_does(capsys):
    before, cleared = signal.getsignal(signal.SIGTERM), []
    with pytest.raises(SystemExit) as end, stoppable():
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            cleared.append(True)
    assert end.value.code == 143 and cleared and capsys.readouterr().err.startswith("Stopped.")
    assert signal.getsignal(signal.SIGTERM) is before, "outside a command, the caller's signals are the caller's"


def test_a_thread_cannot_be_told_and_works_all_the_same():
    done = []

    def work():
        with stoppable():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
