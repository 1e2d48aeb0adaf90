"""The pages that a visitor opens."""
