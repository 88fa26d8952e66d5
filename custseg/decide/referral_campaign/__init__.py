"""Does an offer make customers recommend or buy more? Routes, letters by lot, size, lift, and when to stop."""
