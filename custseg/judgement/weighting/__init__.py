"""How do weights become scores? Hierarchies, stated value functions, and how sure a score is."""
