"""Does a message of the reader end in a line that a terminal takes?"""

import shlex

import pytest

from custseg.read.meaning.flags import command_line, flags, in_flags


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"dayfirst": False}, ["--monthfirst"]),
        ({"yearfirst": True}, ["--yearfirst"]),
        ({"separator": "\t"}, ["--separator", "tab"]),
        ({"sheet": 0}, ["--sheet", "0"]),
        ({"sheet": "2024"}, ["--sheet", '"2024"']),
        ({"sheet": ["Jan", 1]}, ["--sheet", "Jan", "--sheet", "1"]),
        ({"answers": {"unit": 1000}}, ["--answer", "unit=1000"]),
        ({"columns": {"cost": None}}, ["--column", "cost="]),
        ({"leave_out": ["till"], "turn_sign": True}, ["--leave-out", "till", "--turn-sign"]),
        ({"observed_until": "2024-01-01"}, []),
    ],
)
def test_every_argument_has_its_flag(settings, words):
    assert flags(settings) == words


def test_a_message_speaks_of_flags_and_keeps_everything_else():
    said = in_flags(
        'lacks column. Pass columns={"date": "..."} to read_transactions.\nAll together: read_transactions(1)'
    )
    assert said == "lacks column. Pass --column date=HEADER."


def test_headers_of_a_file_are_quoted_for_the_shell():
    line = command_line("custseg report", "a b.csv", [], {}, ['Pass columns={"date": "$(rm -rf ~); day"}.'])
    assert shlex.split(line) == ["custseg", "report", "a b.csv", "--column", "date=$(rm -rf ~); day"]
    assert "$(rm" not in line.replace("'date=$(rm -rf ~); day'", "")


def test_the_line_of_the_reader_is_taken_whole_and_what_was_given_stays():
    problems = ["1. Two ways. Pass dayfirst=True.", "All together: read_transactions('a', decimal=',', dayfirst=False)"]
    line = command_line("x", "a", ["--margin", "0.3"], {"answers": {"guests": "keep"}}, problems)
    assert line == "x a --margin 0.3 --answer guests=keep --decimal , --monthfirst"


def test_what_must_be_filled_in_stands_in_the_line():
    problems = ['1. Lacks it. Pass columns={"date": "..."}.', "2. Pass decimal=',' or decimal='.'."]
    assert command_line("x", "a", [], {}, problems) == "x a --column date=HEADER --decimal ,"


def test_no_way_out_is_no_line():
    assert command_line("x", "a", [], {}, ["no row is left."]) == ""
