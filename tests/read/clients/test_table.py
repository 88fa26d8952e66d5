"""Does a table come out in our names and numbers, or with everything that is wrong with it?"""

import pandas as pd

from custseg.read.clients.reading import Reading
from custseg.read.clients.table import read_table


def reading() -> Reading:
    return Reading({}, None, (), ())


def test_a_table_in_our_names_numbered_as_in_its_file(tmp_path):
    file, found = tmp_path / "groups.csv", reading()
    file.write_text("Client no;Group;Share\n007;Müller;60 %\n008;Müller;40 %\n", encoding="utf-8")
    table = read_table("groups", file, None, found)
    assert table.index.tolist() == [2, 3] and table["client_id"].tolist() == ["007", "008"]
    assert table["share"].tolist() == [0.6, 0.4] and [note.key for note in found.notes] == ["percent"]
    assert found.name == "" and not found.problems


def test_the_clients_give_the_name_and_the_currency(tmp_path):
    file, found = tmp_path / "book.csv", reading()
    file.write_text("CIF,Income (EUR),Cost,EAD,PD,LGD\n1,5,1,90,0.01,0.45\n")
    assert len(read_table("clients", file, None, found)) == 1
    assert (found.name, found.currency) == ("book.csv", "EUR")


def test_everything_wrong_is_said_with_the_name_of_the_table():
    found = reading()
    assert read_table("income", pd.DataFrame({"CIF": ["a", None], "2022": ["x", 1]}), None, found) is None
    assert all(problem.startswith("income: ") for problem in found.problems) and len(found.problems) == 2


def test_a_file_that_is_not_there_is_a_problem_and_no_error(tmp_path):
    found = reading()
    assert read_table("clients", tmp_path / "none.csv", None, found) is None
    assert found.problems[0].startswith("clients: none.csv is not in")
