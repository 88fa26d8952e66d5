"""Who moved? Customers in tiers, window by window, and how much of the moving chance alone would show."""
