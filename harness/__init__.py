"""Kameleoon and Segment, played on one machine."""
