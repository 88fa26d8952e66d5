"""What does it cost to serve a customer? Stated pools, activities and drivers; nothing is spread by turnover.

Time-driven activity-based costing (时间驱动作业成本法) needs three tables:

- *pools*: people and machines that are paid together; what they cost in the period, and the minutes that can be worked,
  breaks left out;
- *activities*: what is done for customers, by which pool, once for which driver, and how many minutes that takes;
  several rows with one activity are its time equation;
- *drivers*: how often each driver happened for each customer in the period.

A minute costs what the pool costs, divided by the minutes that can be worked, not by those that happened to be used. A
customer costs, summed over the terms, rate times minutes times driver. What nobody asked for is unused capacity: the
firm's cost and no customer's. Both together are what the pools cost, to the cent.

The way through: `custseg.report.write_cost_template` writes the workbook to fill in, `custseg.read.read_cost_tables`
reads it. `capacity_rates` prices the work, `cost_to_serve` gives a column per activity and their sum, and
`customer_profit` takes that off the margin; from there profit goes into `whale_curve`, `clv_formula` and the page of
one's own (``custseg report orders.csv --costs costs.xlsx``). `unused_capacity` shows what is idle, `cost_features` what
makes a customer dear for their size, `profit_causes` why they make a loss, `map_axes` where they stand on four maps.
Minutes are seldom measured: `drawn_minutes` and `cost_over_minutes` show how far the answer hangs on them.
"""
