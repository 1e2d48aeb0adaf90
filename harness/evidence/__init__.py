"""What was seen and what follows from it: journal, checks, diagram. Knows no browser and no server."""
