"""Which customers belong together by their numbers? One estimator, the algorithms behind it, and comparable columns."""
