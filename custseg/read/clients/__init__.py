"""How is each table of a client book understood? Its columns, units, shares, years and ids."""
