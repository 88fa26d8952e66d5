"""More exports of shop systems: states in each system's own words, and what a bookkeeper adds up beside each."""

from decimal import Decimal

from openpyxl import Workbook

from tests.report.own.shop_exports import Export, io, orders, sum_of, table


def export(name, rows, kept, **written):
    """Write rows of headers and cells as text; a cell that a row does not have is blank."""
    header = list(dict.fromkeys(head for row in rows for head in row))
    return Export(name, table(header, [[row.get(head, "") for head in header] for row in rows], **written), *kept)


def state_of(number, states):
    """Give the state of an order: most are of the first one, every sixth is of another."""
    others = list(states)[1:]
    return others[number // 6 % len(others)] if number % 6 == 0 else next(iter(states))


def with_states(name, states, row, **written):
    """Write orders; of each state a share of the amount is a sale, and the rest went back."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        state = state_of(number, states)
        back = float(round(Decimal(str(amount)) * (1 - Decimal(str(states[state] or 1))), 2))
        rows.append(row(number, who, day, amount, state, back))
        if states[state]:
            kept.append((who, amount - back))
    return export(name, rows, sum_of(kept), **written)


def shopify_lines():
    """Up to three lines an order, all of the order on the first one; a till without addresses; money that went back."""
    rows, kept = [], []
    states = {"paid": 1, "voided": 0, "refunded": 0, "partially_refunded": 0.7, "pending": 0}
    for number, who, day, amount in orders():
        state = state_of(number, states)
        back = {"refunded": amount, "partially_refunded": round(amount * 0.3, 2)}.get(state, 0.0)
        when = day.strftime("%Y-%m-%d %H:%M:%S +0000")
        email = "" if number % 10 == 1 else f"buyer{who}@example.com"
        for line in range(1 + number % 3):
            whole = {"Name": f"#{number}", "Email": email}
            if line == 0:
                paid = when if state not in ("voided", "pending") else ""
                whole |= {"Financial Status": state, "Paid at": paid, "Currency": "USD", "Total": f"{amount:.2f}"}
            whole |= {"Created at": when, "Lineitem quantity": 1, "Lineitem name": "Tea", "Lineitem price": "9.00"}
            rows.append(whole | {"Refunded Amount": f"{back:.2f}" if line == 0 else "", "Receipt Number": ""})
        if email and state not in ("voided", "pending", "refunded"):
            kept.append((who, amount - back))
    return export("orders_export_1.csv", rows, sum_of(kept))


def woocommerce_table():
    """The states as the database holds them."""
    states = {"wc-completed": 1, "wc-cancelled": 0, "wc-failed": 0, "wc-pending": 0, "wc-checkout-draft": 0}
    return with_states(
        "wc.csv", states | {"wc-processing": 1},
        lambda number, who, day, amount, state, back: {
            "order_id": number, "order_date": day, "status": state, "order_total": amount, "order_currency": "GBP",
            "customer_id": who, "customer_note": "ring, twice", "order_notes": "Order status changed from pending",
        },
    )  # fmt: skip


def woocommerce_analytics():
    """What the shop's own statistics download: the revenue twice."""
    return with_states(
        "wc-orders.csv", {"completed": 1, "cancelled": 0, "failed": 0},
        lambda number, who, day, amount, state, back: {
            "Date": day, "Order #": number, "N. Revenue (formatted)": f"€{amount:.2f}", "Status": state,
            "Customer": f"Ann {who}", "Product(s)": "Tea", "N. Revenue": amount,
        },
    )  # fmt: skip


def magento_grid():
    """Two totals, orders that wait, and closed ones, whose money went back."""
    return with_states(
        "export.csv", {"complete": 1, "canceled": 0, "closed": 0, "pending": 0, "processing": 1},
        lambda number, who, day, amount, state, back: {
            "ID": f"{number:09d}", "Purchase Date": day.strftime("%b %d, %Y, %I:%M:%S %p"), "Status": state,
            "Grand Total (Base)": f"€{amount:,.2f}", "Grand Total (Purchased)": f"€{amount:,.2f}",
            "Customer Email": f"ann{who}@example.com", "Customer Group": "General",
        },
    )  # fmt: skip


def prestashop():
    """Orders whose payment went wrong or did not come."""
    states = {"Payment accepted": 1, "Canceled": 0, "Payment error": 0, "Awaiting bank wire payment": 0, "Refunded": 0}
    return with_states(
        "order.csv", states,
        lambda number, who, day, amount, state, back: {
            "ID": number, "Reference": f"REF{number}", "Customer": f"A. Lee{who}", "Total": f"€{amount:.2f}",
            "Payment": "Card", "Status": state, "Date": day,
        }, separator=";",
    )  # fmt: skip


def bigcommerce():
    """Orders that were never finished, totals with and without tax, refunds beside them."""
    states = {"Completed": 1, "Cancelled": 0, "Incomplete": 0, "Declined": 0, "Partially Refunded": 0.5}
    return with_states(
        "orders.csv", states,
        lambda number, who, day, amount, state, back: {
            "Order ID": number, "Customer ID": who, "Order Date": day.strftime("%d/%m/%Y"), "Order Status": state,
            "Order Total (inc tax)": amount, "Order Total (ex tax)": round(amount / 1.1, 2),
            "Refund Amount": f"{back:.2f}" if states[state] else "0.00", "Order Currency Code": "AUD",
        },
    )  # fmt: skip


def stripe_states():
    """Payments that wait for a card, in two currencies, converted beside."""
    return with_states(
        "unified_payments.csv", {"Paid": 1, "Failed": 0, "requires_payment_method": 0, "Canceled": 0},
        lambda number, who, day, amount, state, back: {
            "id": f"ch_{number}", "Created date (UTC)": day, "Amount": amount if who % 4 else round(amount / 2, 2),
            "Amount Refunded": "0.00", "Currency": "usd" if who % 4 else "gbp", "Converted Amount": amount,
            "Converted Amount Refunded": "0.00", "Converted Currency": "usd", "Status": state,
            "Customer ID": f"cus_{who:04d}", "Invoice ID": "",
        },
    )  # fmt: skip


def sap_reversals():
    """Invoices, and the reversals of some, in German."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        for back in (False, True) if number % 8 == 0 else (False,):
            money = f"{amount * 17:,.2f}".translate(str.maketrans(",.", ".,")) + ("-" if back else "")
            written = {"Debitor": 100_000 + who, "Belegnummer": 10 * number + back, "Buchungsdatum": f"{day:%d.%m.%Y}"}
            rows.append(written | {"Betrag": money, "Währung": "EUR", "Text": "Storno" if back else "Rechnung"})
        kept.append((who, 0.0 if number % 8 == 0 else round(amount * 17, 2)))
    return export("FBL5N.txt", rows, sum_of(kept), separator="\t", encoding="cp1252")


def paypal():
    """Activity: payments, some not settled, refunds from the shop to the customer, money taken to the bank."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        pending, shop = number % 9 == 0, {"Name": "", "To Email Address": "shop@example.com"}
        whole = {"Date": f"{day:%m/%d/%Y}", "Currency": "USD", "Status": "Pending" if pending else "Completed"}
        whole |= {"Transaction ID": f"TX{number}", "From Email Address": f"ann{who}@example.com"} | shop
        rows.append(whole | {"Type": "Express Checkout Payment", "Gross": f"{amount:,.2f}", "Fee": "-0.50"})
        kept += [] if pending else [(who, amount)]
        if number % 9 == 4:
            other = {"From Email Address": "shop@example.com", "To Email Address": whole["From Email Address"]}
            back = {"Type": "Payment Refund", "Gross": f"-{amount:,.2f}", "Transaction ID": f"RF{number}"}
            rows.append(whole | other | back)
            kept.append((who, -amount))
        if number % 9 == 8:
            moved = {"Type": "General Withdrawal", "Gross": "-700.00", "From Email Address": "shop@example.com"}
            rows.append(whole | moved | {"To Email Address": "", "Transaction ID": f"WD{number}"})
    return export("Download.CSV", rows, sum_of(kept), encoding="utf-8-sig")


def amazon():
    """The order report: a price is of the line, whatever its quantity."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        for line in range(1 + number % 2):
            gone = number % 9 == 0
            whole = {"amazon-order-id": f"113-{number}", "purchase-date": f"{day:%Y-%m-%dT%H:%M:%S}+00:00"}
            whole |= {"order-status": "Cancelled" if gone else "Shipped", "sku": f"S{line}", "quantity": 1 + number % 3}
            whole |= {"currency": "USD", "item-price": f"{amount + line:.2f}", "item-promotion-discount": ""}
            rows.append(whole | {"buyer-email": f"a{who}@marketplace.amazon.com"})
            kept += [] if gone else [(who, amount + line)]
    return export("all-orders.txt", rows, sum_of(kept), separator="\t")


def lightspeed():
    """A till: a row for each sale, its lines and its payment; closed is sold, voided is not."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        state, nobody = "VOIDED" if number % 9 == 0 else "CLOSED", number % 7 == 0
        for kind in ("Sale", "Sale Line", "Payment"):
            whole = {"Date": day, "Receipt Number": number, "Line Type": kind, "Status": state, "Quantity": "1"}
            whole |= {
                "Total": "" if kind == "Payment" else f"{amount:.2f}",
                "Sku": "TEA" if kind == "Sale Line" else "",
            }
            rows.append(whole | {"Customer Code": "" if nobody else f"C-{who:03d}"})
        kept += [] if nobody or state == "VOIDED" else [(who, amount)]
    return export("vend.csv", rows, sum_of(kept))


def toast():
    """A restaurant's orders: three times of each, a tip, and a column of what was voided."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        time, voided = f"{day:%m/%d/%y %I:%M %p}", number % 9 == 0
        whole = {"Order Id": number, "Opened": time, "Amount": f"{amount:.2f}", "Tax": "1.00", "Tip": "2.00"}
        whole |= {"Voided": str(voided).lower(), "Paid": time, "Closed": time}
        rows.append(whole | {"Customer Email": f"ann{who}@example.com"})
        kept += [] if voided else [(who, amount)]
    return export("OrderDetails.csv", rows, sum_of(kept))


def blocks():
    """A workbook by customer: the name on the first row of a block, a sum below it."""
    sheet = (book := Workbook()).active
    sheet.append(["Customer", "Date", "Invoice", "Amount"])
    kept = sorted((who, day, number, amount) for number, who, day, amount in orders())
    before = None
    for who, day, number, amount in kept:
        if before not in (None, who):
            sheet.append([f"Total Firm {before:03d}", None, None, sum(one[3] for one in kept if one[0] == before)])
        sheet.append([f"Firm {who:03d}" if who != before else None, day, number, amount])
        before = who
    place = io.BytesIO()
    book.save(place)
    return Export("by customer.xlsx", place.getvalue(), *sum_of([(one[0], one[3]) for one in kept]))


def analytics():
    """Events of a web page: only some of them hold money, and fewer are purchases."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        for event, money in [("page_view", ""), ("add_to_cart", amount), ("purchase", amount)]:
            whole = {"event_date": f"{day:%Y%m%d}", "event_name": event, "user_pseudo_id": f"{who}.{1000 + who}"}
            rows.append(whole | {"event_value_in_usd": money, "session": number})
        kept.append((who, amount))
    return export("ga4.csv", rows, sum_of(kept))


def shopify_payments():
    """What was reserved and then taken, tried again, given back."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        whole = {"Order": number, "Created At": f"{day:%Y-%m-%d %H:%M:%S} -0500", "Amount": amount, "Currency": "USD"}
        whole |= {"Customer Email": f"ann{who}@example.com"}
        kinds = [("authorization", "success"), ("capture", "success")] if number % 3 else [("sale", "success")]
        kinds += [("sale", "failure")] if number % 7 == 0 else [("refund", "success")] if number % 9 == 0 else []
        rows += [whole | {"Kind": kind, "Status": status} for kind, status in kinds]
        kept.append((who, 0.0 if ("refund", "success") in kinds else amount))
    return export("transactions_export.csv", rows, sum_of(kept))


def segment():
    """Events of an app, by what had been done; some orders were refunded."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        whole = {"received_at": f"{day:%Y-%m-%dT%H:%M:%SZ}", "user_id": f"u{who}", "order_id": f"o{number}"}
        names = ["Product Added", "Checkout Started", "Order Completed"] + ["Order Refunded"] * (number % 9 == 0)
        rows += [whole | {"event": name, "revenue": amount} for name in names]
        kept.append((who, 0.0 if number % 9 == 0 else amount))
    return export("segment.csv", rows, sum_of(kept))


def yen():
    """A Japanese shop: whole yen behind the sign that yuan has, too."""
    rows = [
        {"注文番号": number, "注文日": f"{day:%Y/%m/%d}", "顧客ID": f"k{who}", "金額": f"¥{int(amount * 100):,}"}
        for number, who, day, amount in orders()
    ]
    return export("注文.csv", rows, sum_of([(who, int(amount * 100)) for _, who, _, amount in orders()]))


def etsy():
    """Sold orders; the adjusted totals are filled where something was given back, once all of it."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        left = round(amount * 0.5, 2) if number % 9 == 0 else 0.0 if number == 1010 else amount
        changed = left != amount
        whole = {"Sale Date": f"{day:%m/%d/%y}", "Order ID": number, "Buyer User ID": f"buyer{who}"}
        whole |= {"Full Name": f"Ann Lee {who}", "Number of Items": 1, "Payment Method": "Credit Card"}
        whole |= {"Date Shipped": f"{day:%m/%d/%y}", "Currency": "USD", "Order Value": f"{amount:.2f}"}
        whole |= {"Discount Amount": "0", "Shipping": "0", "Sales Tax": "0", "Order Total": f"{amount:.2f}"}
        whole |= {"Status": "", "Card Processing Fees": "1.20", "Order Net": f"{amount - 1.2:.2f}"}
        whole |= {"Adjusted Order Total": f"{left:.2f}" if changed else ""}
        whole |= {"Adjusted Card Processing Fees": "0.60" if changed else ""}
        whole |= {"Adjusted Net Order Amount": f"{max(left - 0.6, 0):.2f}" if changed else ""}
        rows.append(whole | {"Buyer": f"Ann Lee {who} (ann{who})", "Order Type": "online", "Payment Type": "online_cc"})
        kept.append((who, left))
    return export("EtsySoldOrders2023.csv", rows, sum_of(kept))


MORE = (
    shopify_lines, woocommerce_table, woocommerce_analytics, magento_grid, prestashop, bigcommerce, stripe_states,
    sap_reversals, paypal, amazon, lightspeed, toast, blocks, analytics, shopify_payments,
    segment, yen, etsy,
)  # fmt: skip
