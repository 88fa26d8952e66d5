"""Do the studies run on another firm's purchases, refunds included, and do they take no other path than on their own?

The log is laid onto the calendar of the data that a study reads: its first day becomes theirs, its last day theirs.
"""

import ast
import re
import warnings

import numpy as np
import pandas as pd
import pytest

import custseg
from custseg import datasets, read_transactions_with_rejects
from custseg.report.running.answer import answer_text
from custseg.report.running.notebook_file import read_notebook
from custseg.schema import UnsafeValueWarning

MUSIC, GROCER = ("1997-01-01", "1998-06-30"), ("2017-01-01", "2017-12-31")
REPRESENTATIONS = ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_")
QUICK = "04-"  # the one study that runs always


def laid_onto(log, first, last):
    """Stretch or shrink the days of a log between two others."""
    day = log["date"].dt.normalize()
    share = (day - day.min()) / (day.max() - day.min())
    return log.assign(date=pd.Timestamp(first) + (share * (pd.Timestamp(last) - pd.Timestamp(first))).dt.round("D"))


def german_shop(path):
    """Write the orders of a small shop as a German spreadsheet does: 600 customers, some refunds, some guests."""
    rng = np.random.default_rng(7)
    who = np.repeat(np.arange(600), rng.negative_binomial(0.7, 0.2, 600) + 1)
    day = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 540, len(who)), "D")
    orders = pd.DataFrame({"who": who, "day": day, "amount": rng.gamma(3, 15, len(who)).round(2)})
    back = orders.sample(frac=0.04, random_state=1)
    later = back.assign(day=back["day"] + pd.Timedelta(days=5), amount=-back["amount"])
    rows = pd.concat([orders, later], ignore_index=True).sort_values("day", kind="stable").reset_index(drop=True)
    money = rows["amount"].map("{:.2f} €".format).str.replace(".", ",")
    number = rows["who"].map("{:05d}".format).where(rng.random(len(rows)) > 0.01, "")
    written = pd.DataFrame({"Kundennummer": number, "Bestelldatum": rows["day"].dt.strftime("%d.%m.%Y")})
    written = written.assign(Umsatz=money, Auftragsnummer=[f"A{row:06d}" for row in rows.index])
    written.to_csv(path, sep=";", index=False, encoding="cp1252")
    return path


@pytest.fixture(scope="module")
def shop_log(tmp_path_factory):
    """Give the orders of a small German shop with refunds."""
    return read_transactions_with_rejects(german_shop(tmp_path_factory.mktemp("shop") / "bestellungen.csv"))[0]


@pytest.fixture(scope="module")
def own_shop_log(outside_data):
    """Give the orders in a file of the name own-shop-de.csv, in the folder of data or beside it."""
    found = [path for depth in ("", "*/", "*/*/") for path in outside_data.parent.glob(f"{depth}own-shop-de.csv")]
    if not found:
        pytest.skip("own-shop-de.csv lies neither in CUSTSEG_DATA nor beside it")
    return read_transactions_with_rejects(found[0])[0]


@pytest.fixture(scope="module")
def online_retail_log(outside_data):
    """Give a third of the customers of Online Retail with all their lines and credit notes."""
    lines = datasets.load_online_retail()
    return lines[lines["customer_id"].astype(int) % 3 == 0].reset_index(drop=True)


class Stead:
    """Another firm's log in the place of the data sets that studies read, with tables about its customers beside it."""

    def __init__(self, log):
        self.log = log if "order_id" in log else log.assign(order_id=np.arange(len(log)).astype(str))
        self.real = datasets.load_complete_journey
        self.was_read = False

    def music(self):
        self.was_read = True
        return laid_onto(self.log, *MUSIC).assign(quantity=1.0)

    def grocer(self, table="transactions"):
        self.was_read = True
        if table == "transactions":
            return laid_onto(self.log, *GROCER).assign(store_id="1")
        if table == "departments":
            return self.departments()
        real = self.real(table)
        if "customer_id" not in real:
            return real
        who, ids = np.sort(self.real("campaigns")["customer_id"].unique()), self.log["customer_id"].unique()
        stands_for = dict(zip(who, ids, strict=False))
        return real.assign(customer_id=real["customer_id"].map(stands_for)).dropna(subset="customer_id")

    def departments(self):
        names, bought = self.real("departments")["department"].unique(), self.log[self.log["amount"] > 0]
        half = bought[["order_id", "amount"]].assign(amount=bought["amount"] / 2)
        both = pd.concat([half, half], ignore_index=True)
        both["department"] = names[np.random.default_rng(1).integers(0, len(names), len(both))]
        return both.groupby(["order_id", "department"], as_index=False)["amount"].sum()


def run(notebook_path, log, monkeypatch):
    """Run the code cells of a study on another log, check its answer, and say whether it read that log."""
    stead = Stead(log)
    for room in (custseg, datasets):
        monkeypatch.setattr(room, "load_cdnow", stead.music, raising=False)
        monkeypatch.setattr(room, "load_complete_journey", stead.grocer, raising=False)
    names, answers, notebook = {}, [], read_notebook(notebook_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnsafeValueWarning)
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                try:
                    shown = run_cell(cell.source, names)
                except Exception as error:
                    error.add_note(f"in cell {number} of {notebook_path.name}")
                    raise
                answers += [shown] if "answer" in cell.metadata.get("tags", []) else []
    check_answer(answers, answer_text(notebook) if stead.was_read else "")
    return stead.was_read


def check_answer(answers, own):
    """Check that a study gives one answer, with numbers, all of them known, and not those of its own log."""
    assert len(answers) == 1 and isinstance(answers[0], str), f"one cell must return the answer, found {answers}"
    assert re.search(r"\d", answers[0]), f"an answer has its number: {answers[0]}"
    assert not re.search(r"\b(nan|inf|NaT|None)\b", answers[0]), f"a number is unknown on this log: {answers[0]}"
    assert answers[0].strip() != own, f"typed, not computed: the answer is the same on another firm's log: {own}"


def run_cell(source, names):
    """Run a cell, and give what its last line shows."""
    tree = ast.parse(source)
    shown = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if shown is not None:
        value = eval(compile(ast.Expression(shown.value), "cell", "eval"), names)
        kind = next((name for name in REPRESENTATIONS if hasattr(value, name)), "__repr__")
        seen = getattr(value, kind)()
        return seen.get("text/markdown", "") if isinstance(seen, dict) else seen
    return None


@pytest.mark.heavy
def test_one_study_runs_on_a_small_german_shop(notebook_path, shop_log, monkeypatch):
    if not notebook_path.name.startswith(QUICK):
        pytest.skip("the slow tests run this one")
    assert run(notebook_path, shop_log, monkeypatch), "the study read no log that was put in its place"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([], "one cell must return the answer"),
        (["Many came back."], "an answer has its number"),
        (["**nan of 20 came back.**"], "a number is unknown"),
        (["**3 of 20 came back.**\n"], "typed, not computed"),
    ],
)
def test_an_answer_that_another_log_does_not_move_or_that_is_unknown_is_found(answers, message):
    with pytest.raises(AssertionError, match=message):
        check_answer(answers, "**3 of 20 came back.**")


@pytest.mark.slow
@pytest.mark.parametrize("log", ["shop_log", "own_shop_log", "online_retail_log"])
def test_every_study_runs_on_another_log(notebook_path, log, request, monkeypatch):
    was_read = run(notebook_path, request.getfixturevalue(log), monkeypatch)
    reads = re.search(r"load_(cdnow|complete_journey)\(", notebook_path.read_text(encoding="utf-8"))
    assert was_read or not reads, "the study loads its own data past the log that was put in its place"
