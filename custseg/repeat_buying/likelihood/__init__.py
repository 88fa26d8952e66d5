"""How likely is a history, and what follows from it? The mathematics behind each family, on compressed rows.

`beta_geometric`, `pareto` and `gamma_gamma` hold the likelihoods, `purchase_rows` the rows, the `future` files what
follows; the others are the parts that they are made of.
"""
