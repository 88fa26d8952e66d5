"""How do experts' judgements come in? The Excel file that they fill in, and its answers."""
