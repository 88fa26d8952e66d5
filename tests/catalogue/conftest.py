"""What every entry of the catalogue is asked."""

import re
from collections.abc import Callable, Iterable

import pytest

DOCUMENT = re.compile(r"S\d-\d\d")
PAPER = re.compile(r"\((1[89]|20)\d\d\)")


@pytest.fixture
def source_problem() -> Callable[[str, Iterable[str]], str]:
    """Say what the sources of an entry lack for its provenance; nothing if they will do."""

    def problem(provenance: str, sources: Iterable[str]) -> str:
        if provenance == "in the source" and not any(DOCUMENT.fullmatch(source) for source in sources):
            return 'provenance is "in the source": name the entry of the source documents, such as source = ["S2-53"]'
        if provenance == "from the literature" and not any(PAPER.search(source) for source in sources):
            return (
                'provenance is "from the literature": name the paper, such as '
                'source = ["Author, A. (1995). Title. Journal 73(6)."]; a source document is not needed'
            )
        return ""

    return problem
