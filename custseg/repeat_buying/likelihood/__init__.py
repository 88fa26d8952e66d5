"""How likely is a history, and what follows from it? The mathematics behind each family, on compressed rows."""
