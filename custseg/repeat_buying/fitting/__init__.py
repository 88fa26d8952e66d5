"""How is a model fitted, and how sure is the fit? What every family shares and what it must bring.

`family` says what a family brings and how to add one; `estimator` fits it, `search` and `newton` climb;
`parameter_errors`, `inference` and `profile_likelihood` say how sure it is. Nothing here knows a family.
"""
