"""What does each segment look like, and what is it called? Cards, effects, rules and profiles."""
