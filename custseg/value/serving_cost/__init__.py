"""What does it cost to serve a customer? Stated pools, activities and drivers; nothing of it is allocated by turnover."""
