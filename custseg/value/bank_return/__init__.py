"""What does a bank earn on the capital that a client ties up? Losses, capital, RAROC, the price that meets a hurdle."""
