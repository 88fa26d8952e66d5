"""How is a model fitted, and how sure is the fit? What every family shares and what it must bring."""
