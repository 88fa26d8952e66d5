"""What can be asked of this room from a terminal? Pages of one's own file; studies made, refreshed, begun."""
