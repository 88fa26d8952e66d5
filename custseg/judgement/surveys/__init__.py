"""What do customers say? Perceived value, satisfaction, touchpoints and recommendation."""
