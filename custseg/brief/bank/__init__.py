"""What does a page about a bank's own corporate clients say? A client book in; sections and lists out."""
