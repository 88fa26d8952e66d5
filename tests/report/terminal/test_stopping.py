"""Does work that is stopped, or that cannot be written, end in one line?"""

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
