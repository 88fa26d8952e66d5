"""How likely is a history, and what follows from it? The mathematics behind each family, on compressed rows.

`beta_geometric`, `pareto`, `gamma_gamma`, `beta_geometric_binomial` and `contracts` hold the likelihoods,
`purchase_rows` the rows, the `future` files what follows; the others are the parts that they are made of.
"""
