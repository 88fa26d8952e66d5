"""Where do cells run? In a kernel of this very interpreter, with one thread and nothing of the user's own set-up."""

import json
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from ..settings import ENVIRONMENT
from .forked_kernel import LAUNCHER, KernelServer
from .study_files import PROJECT

_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
# the last one would make each kernel compile pandas and scikit-learn again: 6 s instead of 2 s
_LEFT_OUT = ("PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONOPTIMIZE", "PYTHONDONTWRITEBYTECODE")
READER = "CUSTSEG_READER"  # as `exhibit.claim_wordings` has it, which brings every room along: 100 MB
_LONGEST_SOCKET = 90  # characters; the operating systems' limit is 104 to 108, and jupyter adds a suffix
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")  # the first is Python's own, the others are those of Windows


class ThisInterpreter(AsyncKernelManager):
    """A kernel of the interpreter that runs us, whatever the installed ``python3`` kernel points to.

    Attributes
    ----------
    server : KernelServer or None
        Forks the kernel if it can; without it, and if it cannot, the interpreter is started.
    """

    server: KernelServer | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """How to start it: ``sys.executable -m ipykernel_launcher``."""
        return KernelSpec(
            argv=[sys.executable, *LAUNCHER, "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        forked = await self.server.fork(kernel_cmd, **options) if self.server else None
        if forked is None:
            await super()._async_launch_kernel(kernel_cmd, **options)
        else:
            vars(self.provisioner).update(process=forked, pid=forked.pid, pgid=forked.pid)

    _launch_kernel = _async_launch_kernel


def kernel_manager(scratch: Path) -> ThisInterpreter:
    """Prepare a kernel whose connection file lies in a scratch folder.

    Parameters
    ----------
    scratch : Path
        An existing folder that is deleted after the run.

    Returns
    -------
    ThisInterpreter
        Not yet started. It listens on a socket file where the system has them: two kernels that start at once
        could otherwise be given the same port.
    """
    connection = scratch / "kernel.json"
    sockets = os.name == "posix" and len(str(connection)) <= _LONGEST_SOCKET
    return ThisInterpreter(
        kernel_name="python3", connection_file=str(connection), transport="ipc" if sockets else "tcp"
    )


def kernel_environment(scratch: Path, settings: Mapping[str, Any], *, reader: bool = False) -> dict[str, str]:
    """Give the environment variables of a kernel.

    Parameters
    ----------
    scratch : Path
        A folder that stands in for the user's folders of Jupyter, IPython and matplotlib, and keeps theirs out. It is
        the folder for temporary files, too, of the kernel and of what it starts: what a kernel that was killed has
        left there is gone with it.
    settings : mapping
        What ``parameters`` finds in ``CUSTSEG_PARAMETERS``; empty means each study's defaults.
    reader : bool, default False
        Whether a reader re-runs the page: a claim that does not hold then says so instead of stopping the run.

    Returns
    -------
    dict
        The current environment with these changes: one thread for linear algebra, a fixed hash seed, this copy of
        the package first on the path, the drawing defaults of matplotlib.
    """
    environment = {name: value for name, value in os.environ.items() if name not in (*_LEFT_OUT, ENVIRONMENT, READER)}
    environment |= dict.fromkeys(_ONE_THREAD, "1")
    path = [str(PROJECT), *filter(None, [environment.get("PYTHONPATH")])]
    environment |= {
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONUTF8": "1",
        "IPYTHONDIR": str(scratch),
        "JUPYTER_CONFIG_DIR": str(scratch),
        "JUPYTER_DATA_DIR": str(scratch),
        "JUPYTER_RUNTIME_DIR": str(scratch),
        "JUPYTER_PLATFORM_DIRS": "1",
        **dict.fromkeys(_TEMPORARY, str(scratch)),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the kernel's debugger may warn on stderr before any cell does
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # matplotlib tells on stderr that it lists the machine's fonts, or cannot write; no figure needs either
        "MPLCONFIGDIR": str(scratch),
        "MPL_IGNORE_SYSTEM_FONTS": "1",
    }
    matplotlib = find_spec("matplotlib")
    if matplotlib:
        environment["MATPLOTLIBRC"] = str(Path(matplotlib.origin).parent / "mpl-data" / "matplotlibrc")
    if reader:
        environment[READER] = "1"
    if settings:
        environment[ENVIRONMENT] = json.dumps(dict(settings), ensure_ascii=False, sort_keys=True)
    return environment


#: forks the kernels of this process, where several notebooks are run
SERVER = KernelServer(lambda scratch: kernel_environment(scratch, {}))
