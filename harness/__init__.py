"""Kameleoon and Segment on one machine, as they really behave (CONTRACT.md)."""
