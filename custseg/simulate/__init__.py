"""What if no public data has it? Seeded generators that give the truth beside the data."""

from .accounts import simulate_bank, simulate_broker, simulate_supplier

__all__ = ["simulate_bank", "simulate_broker", "simulate_supplier"]
