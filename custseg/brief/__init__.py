"""What does a page about one's own customers say? A book in; claims, figures and lists out, or why there are none."""

from .answer import the_answer
from .bank.branches import clients_branches
from .bank.clients import BankClients
from .bank.from_tables import open_clients
from .bank.limits import clients_limits
from .bank.prices import clients_prices
from .bank.standing import clients_growth, clients_standing
from .bank.ways import clients_levers
from .bank.workbook import clients_opening, clients_rows
from .book import Book
from .carriers import who_carries_it
from .coming_back import who_comes_back
from .expect import what_to_expect
from .folded import appendix
from .from_file import open_book
from .groups import customer_groups, groups_that_mean_something
from .heading import Opening, opening
from .left_out import limits
from .monday import lists_for_monday
from .moved import band_moves, who_moved
from .oddities import what_is_odd
from .rating.audit import rating_audit, rating_limits
from .rating.classes import rating_classes
from .rating.from_table import open_ratings
from .rating.moves import promotions_undone, rating_moves
from .rating.ratings import Ratings
from .rating.standards import standards_owed, visits_due
from .rating.supply import supply_shared
from .rating.workbook import rating_opening, rating_rows
from .sales import why_sales_moved
from .section import Section
from .workbook import customer_rows

__all__ = [
    "BankClients",
    "Book",
    "Opening",
    "Ratings",
    "Section",
    "appendix",
    "band_moves",
    "clients_branches",
    "clients_growth",
    "clients_levers",
    "clients_limits",
    "clients_opening",
    "clients_prices",
    "clients_rows",
    "clients_standing",
    "customer_groups",
    "customer_rows",
    "groups_that_mean_something",
    "limits",
    "lists_for_monday",
    "open_book",
    "open_clients",
    "open_ratings",
    "opening",
    "promotions_undone",
    "rating_audit",
    "rating_classes",
    "rating_limits",
    "rating_moves",
    "rating_opening",
    "rating_rows",
    "standards_owed",
    "supply_shared",
    "the_answer",
    "visits_due",
    "what_is_odd",
    "what_to_expect",
    "who_carries_it",
    "who_comes_back",
    "who_moved",
    "why_sales_moved",
]
