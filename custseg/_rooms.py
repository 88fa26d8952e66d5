"""Which rooms does the package have, in which order may they be imported, and what does each one answer?

``ROOMS`` is the one list: the test of the imports, the manual and the table in CONTRIBUTING.md are held to it.
"""

# from left to right as data walks through the package; a room imports only from the rooms above its own line
ROOMS: dict[str, str] = {
    "schema": "What is a valid table? Columns, units, days, arguments and the errors that list every problem.",
    "read": "How do rows get in, and what do they mean?",
    "datasets": "What can I try it on?",
    "simulate": "What if no public data has it? Simulators that give the truth beside the data.",
    "tables": "What does one row per customer look like? The purchase log and what is summed up from it.",
    "bands": "Where are the cuts, and in which band is each customer?",
    "resample": "How sure is a number, and how wrong was a forecast before?",
    "catalogue": "What does the literature name? Grids, index systems, words: data, not code.",
    "value": "What is a customer worth? Concentration, profit, retention and value by formula.",
    "repeat_buying": "Who is still a customer, and what will they buy and spend? Models fitted to purchase histories.",
    "judgement": "What do people think? Experts' judgements, hierarchies of weights, surveys.",
    "segment": "Who belongs together, and is it real? Grids, clusters, their evidence and their description.",
    "decide": "So what do we do, and for whom?",
    "theme": "How do we look? Colours, sizes and the fonts that ship.",
    "exhibit": "What is shown, in words? Figures with their words, sentences, numbers and tables for print.",
    "plot": "How is a finished table drawn? Never computes a statistic.",
    "brief": "What does a page about one's own customers say? A book in; sections, or why they step aside, out.",
    "report": "Who reads it? Runs the studies, makes the pages and the index.",
}
