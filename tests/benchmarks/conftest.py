"""The script that a file of tests is called after, and its file of results."""

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def benchmark(request, benchmark_script):
    """Load the script of benchmarks/ that has the name of the file of tests."""
    return benchmark_script(request.path.stem.removeprefix("test_"))


@pytest.fixture(scope="module")
def stored(benchmark):
    """Read what the script wrote in benchmarks/results."""
    return pd.read_csv(benchmark.RESULTS)
