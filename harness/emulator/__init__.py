"""The world: one server that plays Kameleoon, Segment and a site."""
