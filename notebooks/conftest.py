"""Show what a cell of a study wrote to stderr: nbval alone says only that it did."""

from collections.abc import Iterator
from typing import Any

import pytest
from custseg.report.stderr import stderr_text


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[Any]:
    """Add the text to the report of a cell that failed."""
    report = yield
    text = stderr_text({"outputs": getattr(item, "test_outputs", None) or []})
    if report.failed and text:
        report.sections.append(("stderr of the cell, where a study writes nothing", text))
    return report
