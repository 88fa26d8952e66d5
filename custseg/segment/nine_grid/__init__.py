"""Where does each corporate client of a bank stand, and which way leads to a better cell? Nine-grids, looks, gaps."""
