"""What if no public data has it? Seeded generators that give the truth beside the data."""

from .bank_broker_supplier import simulate_bank, simulate_broker, simulate_supplier
from .buying_rhythms import RHYTHM_KINDS, simulate_rhythm
from .client_book import ClientBook, simulate_client_book, simulate_moves
from .crowds_and_segments import simulate_bent_shapes, simulate_crowd, simulate_planted_segments
from .mail_order import simulate_mail_order
from .odd_businesses import business_kinds, simulate_business
from .outlets import simulate_judgements, simulate_outlets, tilted_weights
from .rated_retailers import simulate_rated_retailers
from .referral_campaigns import simulate_referral_campaign
from .referral_edges import simulate_referral_answers, simulate_referrals
from .regular_buying import simulate_bg_cnbd
from .repeat_buying import simulate_bg_nbd, simulate_gamma_gamma, simulate_pareto_nbd
from .service_costs import simulate_service_costs
from .survey import simulate_survey
from .trade_areas import simulate_trade_areas

__all__ = [
    "RHYTHM_KINDS",
    "ClientBook",
    "business_kinds",
    "simulate_bank",
    "simulate_bent_shapes",
    "simulate_bg_cnbd",
    "simulate_bg_nbd",
    "simulate_broker",
    "simulate_business",
    "simulate_client_book",
    "simulate_crowd",
    "simulate_gamma_gamma",
    "simulate_judgements",
    "simulate_mail_order",
    "simulate_moves",
    "simulate_outlets",
    "simulate_pareto_nbd",
    "simulate_planted_segments",
    "simulate_rated_retailers",
    "simulate_referral_answers",
    "simulate_referral_campaign",
    "simulate_referrals",
    "simulate_rhythm",
    "simulate_service_costs",
    "simulate_supplier",
    "simulate_survey",
    "simulate_trade_areas",
    "tilted_weights",
]
