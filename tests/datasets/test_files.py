"""Are the data sets found, and are they the files that their descriptions say?"""

import hashlib
import re

import pytest

from custseg.datasets import data_file, dataset_facts, datasets_table, load_dataset
from custseg.datasets.files import _registry


def test_registry_readme_and_file_agree_on_every_digest(root):
    shipped = [name for name, entry in _registry().items() if entry["committed"]]
    assert shipped == ["cdnow", "complete_journey", "social_insurance"]
    for name in shipped:
        readme = dict(
            re.findall(
                r"\| ([\w.]+\.(?:parquet|csv)) \|.*`([0-9a-f]{64})`",
                (root / "data" / name / "README.md").read_text("utf-8"),
            )
        )
        registered = {entry["file"]: entry["sha256"] for entry in _registry()[name]["tables"].values()}
        found = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (root / "data" / name).iterdir()
            if path.suffix != ".md"
        }
        assert readme == registered == found


def test_every_shipped_file_is_registered(root):
    registered = {
        f"{name}/{table['file']}" for name, entry in _registry().items() for table in entry["tables"].values()
    }
    lying = {
        path.relative_to(root / "data").as_posix()
        for path in (root / "data").rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert lying <= registered


def test_table_says_what_ships(monkeypatch):
    monkeypatch.delenv("CUSTSEG_DATA", raising=False)
    table = datasets_table()
    assert (
        table.index[table["ships"]].tolist()
        == table.index[table["available"]].tolist()
        == ["cdnow", "complete_journey", "social_insurance"]
    )
    assert table[["title", "what", "period", "licence", "origin"]].map(bool).all(axis=None)


def test_unknown_names_are_answered_with_near_ones():
    with pytest.raises(ValueError, match=r"no data set 'cdnaw'.*Did you mean 'cdnow'"):
        data_file("cdnaw")
    with pytest.raises(ValueError, match=r"no table of cdnow 'donation'.*Did you mean 'donations'"):
        load_dataset("cdnow", "donation")


def test_a_set_that_does_not_ship_says_where_the_original_is(monkeypatch, tmp_path):
    monkeypatch.delenv("CUSTSEG_DATA", raising=False)
    with pytest.raises(
        FileNotFoundError, match=r"UCI Machine Learning Repository.*CC BY 4\.0.*CUSTSEG_DATA, which is not set"
    ):
        data_file("online_retail")
    monkeypatch.setenv("CUSTSEG_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"lacks online_retail/year_2009_2010\.parquet"):
        data_file("online_retail")


def test_a_changed_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "wholesale_customers").mkdir()
    (tmp_path / "wholesale_customers" / "wholesale_customers.csv").write_text("Channel\n1\n")
    monkeypatch.setenv("CUSTSEG_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="is not the known file: sha256 d0213b7d856b… expected"):
        load_dataset("wholesale_customers")


def test_every_outside_set_reads(outside_data):
    for name in datasets_table().index:
        for table in _registry()[name]["tables"]:
            assert len(load_dataset(name, table)) > 20


def test_stored_dates_become_timestamps():
    described = load_dataset("complete_journey", "campaign_descriptions")
    for column in (load_dataset("cdnow")["date"], described["start_date"], described["end_date"]):
        assert column.dtype.kind == "M"


def test_facts_of_what_is_no_log_of_purchases():
    with pytest.raises(ValueError, match=r"cdnow\.donations is no purchase log with amounts; those are cdnow\.trans"):
        dataset_facts("cdnow", "donations")
    with pytest.raises(ValueError, match=r"no data set 'cdnau'.*Did you mean 'cdnow'"):
        dataset_facts("cdnau")
    assert dataset_facts("online_retail", "year_2009_2010").currency == "pounds sterling"
