import os
import platform
import subprocess
import sys

import pytest

from custseg.repeat_buying.fitting import memory

FAULTS = """
import resource
import runpy
import sys
import numpy as np

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(50):
        arrays = [np.ones(size) for size in range(20_000, 60_000, 10_000)]  # 160 to 400 kB, as in a look at ten places
        del arrays
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

at_first = faults()
runpy.run_path(sys.argv[1])["keep_memory"]()
faults()
print(at_first, faults())
"""


KEPT = """
import os
import runpy
import sys
import numpy as np

def megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

def kept(size):
    before = megabytes()
    array = np.ones(int(size * 2**20), dtype=np.uint8)
    del array
    return megabytes() - before

runpy.run_path(sys.argv[1])["keep_memory"]()
print(kept(7.2), kept(8.8))
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Run code in a process that finds its modules compiled: compiling one gives large arrays back, and the system's
    library would have learnt from them before anything is measured.
    """
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["PYTHONPYCACHEPREFIX"] = str(tmp_path_factory.mktemp("compiled"))

    def run(code, *arguments):
        call = [sys.executable, "-c", code, *arguments]
        return subprocess.run(call, capture_output=True, text=True, check=True, env=environ).stdout.split()

    run("import resource, runpy, numpy")
    return run


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries have rules of their own")
def test_pages_that_were_given_back_are_not_asked_for_again(printed):
    at_first, kept = map(int, printed(FAULTS, memory.__file__))
    assert kept < 50 < at_first, "pages of 4 kB that the system had to hand out for 200 arrays"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries have rules of their own")
def test_what_is_kept_is_as_large_as_the_page_says(printed):
    """Up to 8 MB: 7.2 MB stay with the process, and of 8.8 MB nothing does, not even the part that is more."""
    small, large = map(float, printed(KEPT, memory.__file__))
    assert small == pytest.approx(7.2, abs=0.8) and large == pytest.approx(0.0, abs=0.8)
