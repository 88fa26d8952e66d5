"""How is a file read that does not fit into memory? In parts that decide together."""
