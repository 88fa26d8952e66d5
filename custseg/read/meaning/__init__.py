"""What do the rows mean? Sales, refunds, cancelled orders, sums, guests, units: decided, asked or noted."""
