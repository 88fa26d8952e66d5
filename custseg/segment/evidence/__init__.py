"""Are the groups real, and are they good for anything? The panel, its measures, its verdict, and later outcomes."""
