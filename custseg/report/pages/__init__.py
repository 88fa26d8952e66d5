"""How does an executed notebook become a page? Cells, formulas, tables, the page itself and the index."""
