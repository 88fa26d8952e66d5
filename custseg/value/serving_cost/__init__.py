"""What does it cost to serve a customer? Stated pools, activities and drivers; nothing is spread by turnover."""
