"""Do the files that describe the package agree with each other, and does the wheel hold what it needs?"""

import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
import yaml
from packaging.requirements import Requirement

# the name on conda-forge, where it differs from the name on the Python index
CONDA_NAMES = {"matplotlib": "matplotlib-base", "duckdb": "python-duckdb"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def requirements(project):
    extras = [lines for extra, lines in project["optional-dependencies"].items() if extra != "spark"]
    return [Requirement(line) for line in [*project["dependencies"], *(line for lines in extras for line in lines)]]


def test_environment_yml_repeats_the_bounds_of_pyproject(root, project, requirements):
    environment = yaml.safe_load((root / "environment.yml").read_text("utf-8"))
    lines = [line for line in environment["dependencies"] if isinstance(line, str) and line != "pip"]
    from_pip = next(line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
    found = {normal(r.name): r.specifier for r in map(Requirement, [*lines, *from_pip])}
    expected = {normal(CONDA_NAMES.get(r.name, r.name)): r.specifier for r in requirements}
    # the conda package of Python has no extra; its bound is the project's
    expected["python"] = Requirement(f"python{project['requires-python']}").specifier
    assert found == expected
    assert environment["channels"] == ["conda-forge"]


def test_every_dependency_is_justified_in_one_line(root):
    text = (root / "pyproject.toml").read_text("utf-8")
    block = text[text.index("\ndependencies = [") : text.index("[project.scripts]")]
    listed = [line for line in block.splitlines() if line.startswith('    "')]
    assert len(listed) > 20
    assert [line for line in listed if not re.search(r'",\s+# \w+', line)] == []


def test_lock_is_hashed_names_no_registry_and_satisfies_pyproject(root, requirements):
    text = (root / "requirements.lock").read_text("utf-8")
    assert not re.search(r"https?://|--index|--find-links", text)
    locked = {}
    for name, version, rest in re.findall(r"^([\w.-]+)==([\w.]+)(.*(?:\n    .*)*)", text, flags=re.M):
        assert "--hash=sha256:" in rest, f"{name} has no hash"
        locked.setdefault(normal(name), set()).add(version)
    for requirement in requirements:
        versions = locked.get(normal(requirement.name), set())
        assert versions, f"{requirement.name} is not in the lock: make it again (CONTRIBUTING.md)"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_spark_is_an_extra_outside_the_lock(root, project):
    assert [Requirement(line).name for line in project["optional-dependencies"]["spark"]] == ["pyspark"]
    assert "pyspark" not in (root / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.mark.heavy
def test_wheel_loads_its_data_sets_without_the_clone(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import custseg, pathlib\n"
        "assert pathlib.Path(custseg.__file__).parts[-3] == 'site', custseg.__file__\n"
        "from custseg.datasets import load_cdnow, load_complete_journey\n"
        "print(len(load_cdnow()), len(load_complete_journey('demographics')))\n"
        "print(len(custseg.catalogue.list_grids()) > 0)\n"
        "from custseg.report.own.filled_notebook import own_notebook\n"
        "print(own_notebook().relative_to(pathlib.Path(custseg.__file__).parent).as_posix())\n"
        "print(own_notebook('own-retailer-rating.ipynb').name)\n"
        "print(own_notebook('own-corporate-clients.ipynb').name)"
    )
    # -I -S would lose the environment's packages; a path in front of the clone's .pth is enough
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\nimport custseg.catalogue\n{code}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    notebook = "report/own/own-your-customers.ipynb"  # so that `custseg report` runs without a clone
    others = ["own-retailer-rating.ipynb", "own-corporate-clients.ipynb"]
    assert run.stdout.split() == ["6919", "638", "True", notebook, *others], run.stderr


@pytest.mark.heavy
def test_wheel_has_one_copy_of_every_file_that_is_not_python(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))
    for wanted in ["__init__.pyi", "datasets/registry.toml", "datasets/files/cdnow/README.md", "theme/fonts/OFL.txt"]:
        assert f"custseg/{wanted}" in names
    assert not [name for name in names if name.startswith(("tests/", "notebooks/", "reports/"))]
