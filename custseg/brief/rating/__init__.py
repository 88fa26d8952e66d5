"""What does a page about a wholesaler's own rating say? A table of retailers by periods in; sections and lists out."""
