"""Journeys as data: what a visitor does and what must then be in the journal, in small TOML files."""
