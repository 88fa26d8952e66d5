"""What follows from a rating? Supply, rewards, who can be looked after, and whether it worked."""
