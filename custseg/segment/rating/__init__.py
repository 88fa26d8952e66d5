"""How is each customer rated by a stated rule, and was the rating tampered with? Codes, points, classes, audit."""
