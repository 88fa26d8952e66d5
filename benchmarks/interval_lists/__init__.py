"""Which lists does `interval_coverage.py` draw, and whose intervals does it make of them?"""
