"""Which cell of a named grid does a customer fall into? Matrices, nine-grids, RFM cubes, the pyramid."""
