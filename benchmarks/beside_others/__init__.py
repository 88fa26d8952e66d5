"""Is anything that one would pick instead faster? The pieces of work, the other ways, and how they are timed.

``python benchmarks/any_size.py`` runs them.
"""
