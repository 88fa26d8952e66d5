"""Do the exports of the usual shop systems end in the right page, or in one question with a line that works?"""

import pytest

from custseg.exhibit.claim_wordings import READER
from custseg.read import match_columns
from custseg.schema import TRANSACTIONS
from tests.report.own.as_the_command import ends, page_of
from tests.report.own.business_exports import BUSINESS, months_in_columns
from tests.report.own.more_shop_exports import MORE
from tests.report.own.shop_exports import EXPORTS, events, magento, square

ASKED = {"magento", "events"}  # two totals; an event has a price and no amount
ASKED |= {"woocommerce_table", "magento_grid", "bigcommerce", "paypal"}  # refunds, orders that wait
ASKED |= {"woocommerce_analytics", "stripe_states", "lightspeed", "blocks", "analytics", "yen"}  # two ways to read it


ASKED |= {"shopee", "debtors", "sides", "both_marks", "two_currencies"}


@pytest.mark.parametrize("made", [*EXPORTS, *MORE, *BUSINESS], ids=lambda made: made.__name__)
def test_an_export_ends_in_the_right_total(made, tmp_path):
    export = made()
    (tmp_path / export.name).write_bytes(export.data)
    ending = ends(tmp_path / export.name)
    assert (len(ending.lines) == 1) == (made.__name__ in ASKED), ending.said
    assert ending.book is not None, ending.said
    assert ending.book.log["amount"].sum() == pytest.approx(export.total)
    assert ending.book.log["customer_id"].nunique() == export.customers


def test_months_in_columns_are_no_page_and_one_message(tmp_path):
    export = months_in_columns()
    (tmp_path / export.name).write_bytes(export.data)
    ending = ends(tmp_path / export.name)
    assert ending.book is None and ending.lines == []
    (said,) = ending.said
    assert "'Jan 2023', 'Feb 2023'" in said and "are months" in said and "Export the orders instead" in said


def test_one_question_is_one_line_to_paste(tmp_path):
    for made, words in [(magento, "'amount=Grand Total (Base)'"), (events, "--column amount=price")]:
        export = made()
        (tmp_path / export.name).write_bytes(export.data)
        (said,) = ends(tmp_path / export.name).said
        assert "problems" not in said
        assert words in said.splitlines()[-1]


@pytest.mark.heavy
@pytest.mark.parametrize("made", [square, events], ids=lambda made: made.__name__)
def test_an_export_gets_every_section(made, tmp_path, monkeypatch):
    monkeypatch.setenv(READER, "1")
    export = made()
    (tmp_path / export.name).write_bytes(export.data)
    sections = page_of(ends(tmp_path / export.name).book)
    assert "set aside" not in str(sections[0].title), "lines that are no sale, and views, are not rows that are missing"
    assert sections[0].silent == (made is events), "a till's refund without a purchase is said"
    assert f"{export.customers} customers brought" in str(sections[1].title)


@pytest.mark.parametrize(
    "headers",
    [
        "Billing Document;Billing Date;Sold-to Party;Net Value;Document Currency",
        "Sales Document;Document Date;Sold-To Pt;Net value;Curr.;Material",
        "VBELN;FKDAT;KUNAG;NETWR;WAERK",
        "Faktura;Fakturadatum;Auftraggeber;Nettowert;Währung",
    ],
)
def test_lists_of_sap_are_known(headers):
    found = match_columns(headers.split(";"), TRANSACTIONS)
    assert {"customer_id", "date", "amount", "order_id"} <= set(found), found
