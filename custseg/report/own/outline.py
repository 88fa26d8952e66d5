"""Which parts has a page about one's own customers, in which order? The functions of the room `brief`.

`SECTIONS`.
"""

SECTIONS = (
    "what_is_odd",
    "the_answer",
    "why_sales_moved",
    "who_carries_it",
    "who_comes_back",
    "what_to_expect",
    "groups_that_mean_something",
    "who_moved",
    "lists_for_monday",
    "limits",
    "appendix",
)
