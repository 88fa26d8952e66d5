"""Is the front door small, lazy, and the same as the README's table?"""

import re
import subprocess
import sys

import pytest

import custseg

HEAVY = ["pandas", "numpy", "sklearn", "scipy", "matplotlib", "seaborn", "pyarrow", "pandera", "nbformat"]


def loaded_after(code: str) -> list[str]:
    """Name the heavy packages that a fresh process has loaded after running some code."""
    report = f"import sys; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return ast_list(run.stdout.splitlines()[-1])


def ast_list(text: str) -> list[str]:
    return re.findall(r"'(\w+)'", text)


def test_import_loads_nothing_heavy():
    loaded = loaded_after("import custseg; dir(custseg); custseg.__version__")
    assert not loaded, f"import custseg loads {loaded}: add names to custseg/__init__.pyi alone, never to __init__.py"


@pytest.mark.heavy
def test_the_measurement_would_see_a_heavy_import():
    assert "pandas" in loaded_after("import custseg; custseg.read_transactions")


def test_front_door_has_at_most_forty_names():
    assert 5 < len(custseg.__all__) <= 40, "the front door is full: export the name from its room, or let another go"
    assert sorted(set(custseg.__all__)) == sorted(custseg.__all__), "a name stands twice in custseg/__init__.pyi"


@pytest.mark.parametrize("name", custseg.__all__)
def test_every_name_opens_and_is_described(name):
    thing = getattr(custseg, name)
    assert name.startswith("__") or (thing.__doc__ or "").strip(), f"{name} has no docstring"


def test_readme_table_lists_the_front_door(root):
    readme = (root / "README.md").read_text("utf-8")
    table = readme[readme.index("## The front door") :].split("\n## ")[0]
    listed = re.findall(
        r"`(\w+)`", " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    )
    differ = set(listed) ^ {name for name in custseg.__all__ if not name.startswith("__")}
    assert not differ and len(listed) == len(set(listed)), (
        f"the table under 'The front door' in README.md and custseg/__init__.pyi differ in {sorted(differ)}"
    )


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="read_transaction"):
        custseg.read_transaction  # noqa: B018
