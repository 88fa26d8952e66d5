"""How are studies run? Which ones, what is unchanged, one process each, and what came of it."""
