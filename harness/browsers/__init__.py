"""Browser engines: where they are, how they open, their oddities, and what no test may do in them."""
