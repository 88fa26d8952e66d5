"""Does the built manual keep the rules of a page: offline, readable by everybody, no dead link?"""

import re
import shutil
import warnings
from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import manual
import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

pytestmark = pytest.mark.heavy  # the manual is built, or every public name is read, for the first test of this file


def few(rooms):
    """Return rooms that hold one name of each kind: a constant, an error, a class and a function."""
    sample = {name.kind: name for room in rooms for name in room.names}.values()
    kept = [replace(room, names=tuple(name for name in room.names if name in sample)) for room in rooms]
    return [room for room in kept if room.names]


def has_formula(study):
    return "$$" in study.path.read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["sample", pytest.param("whole", marks=pytest.mark.slow)])
def site(request, root, tmp_path_factory):
    """Build the manual, or a small part of it, with every warning an error; give its folder."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the generator says of its own parts is not ours
        if request.param == "sample":
            read_rooms, read_studies = manual.read_rooms, manual.read_studies
            patch.setattr(manual, "read_rooms", lambda package: few(read_rooms(package)))
            patch.setattr(
                manual, "read_studies", lambda *known: [it for it in read_studies(*known) if has_formula(it)][:1]
            )
        folder = tmp_path_factory.mktemp("manual")
        source = folder / "source"
        shutil.copytree(root / "docs", source, ignore=shutil.ignore_patterns("rooms", "studies", "__pycache__"))
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(
                source,
                source,
                folder / "site",
                folder / "doctrees",
                "html",
                status=None,
                warningiserror=True,
                exception_on_warning=True,
            )
            app.build()
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site):
    """Give every page by its file, without the content of its pictures."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    light = {path: re.sub(r"data:image/[^\"]+", "data:", text) for path, text in texts.items()}
    return {path: BeautifulSoup(text, "html.parser") for path, text in light.items()}


def is_remote(address):
    return bool(urlsplit(address).netloc)


def test_nothing_is_loaded_from_elsewhere(pages):
    for path, page in pages.items():
        loaded = [tag[name] for name in ("src", "srcset", "poster") for tag in page.find_all(attrs={name: True})]
        loaded += [tag["href"] for tag in page.find_all("link", href=True)]
        assert [address for address in loaded if is_remote(address)] == [], path
        assert not page.find_all(["iframe", "object", "embed", "base"]), path
        styles = " ".join(tag.get_text() for tag in page.find_all("style"))
        assert not re.search(r"@import|url\(", styles), path


def test_no_page_may_fetch_anything_from_elsewhere(pages):
    for path, page in pages.items():
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert policy.startswith("default-src 'none'"), path
        allowed = set(re.findall(r"-src ([^;]+)", policy)) - {"'none'"}
        assert set(" ".join(allowed).split()) <= {"'self'", "file:", "data:", "'unsafe-inline'"}, path


def test_style_sheets_and_scripts_load_nothing_from_elsewhere(site):
    for path in sorted(site.rglob("*.css")):
        addresses = re.findall(r"(?:@import\s*|url\(\s*)['\"]?([^'\")\s]+)", path.read_text(encoding="utf-8"))
        assert [address for address in addresses if is_remote(address)] == [], path
    remote = r"(?:fetch|import|importScripts|\.src\s*=|\.href\s*=)\s*\(?['\"`](?:https?:)?//"
    for path in sorted(site.rglob("*.js")):
        assert not re.search(remote, path.read_text(encoding="utf-8")), path
    assert not list(site.rglob("*.woff*")), "a font is shipped: is it loaded by every page?"


def test_headings_descend_step_by_step_from_one_title(pages):
    for path, page in pages.items():
        levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_every_picture_is_said_in_words(pages):
    for path, page in pages.items():
        assert [tag for tag in page.find_all("img") if not tag.get("alt", "").strip()] == [], path


def test_every_link_inside_the_manual_arrives(pages):
    ids = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    for path, page in pages.items():
        for link in page.select("a[href]"):
            address = urlsplit(link["href"])
            if address.scheme or address.netloc:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.is_file(), (path, link["href"])
            if address.fragment and target in ids:
                assert unquote(address.fragment) in ids[target], (path, link["href"])


def test_formulas_are_written_in_the_page(pages):
    assert any(page.find("math") for page in pages.values())
    for path, page in pages.items():
        raw = page.find_all(string=re.compile(r"\\(frac|sum|le|ge|text|pi)\b"))
        assert [text for text in raw if not text.find_parent(["pre", "code", "annotation", "script"])] == [], path


def test_search_reads_a_local_script_and_knows_the_names(site):
    search = BeautifulSoup((site / "search.html").read_text(encoding="utf-8"), "html.parser")
    scripts = [tag["src"].partition("?")[0] for tag in search.find_all("script", src=True)]
    assert "searchindex.js" in scripts
    assert all((site / script).is_file() for script in scripts)
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    names = [path.stem.partition("-")[0] for path in (site / "rooms").glob("*/*.html")]
    assert names
    assert [name for name in names if name not in index] == []
    # a summary would be fetched, which no browser allows from a file
    options = (site / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    assert re.search(r"SHOW_SEARCH_SUMMARY:\s*false", options)


def test_no_page_knows_this_machine(pages, root):
    for path, page in pages.items():
        assert not re.search(rf"{re.escape(str(root))}|/(home|Users)/\w+/|/root/| object at 0x", page.get_text()), path
