"""What does a cell say? Dates, numbers, currencies and text."""
