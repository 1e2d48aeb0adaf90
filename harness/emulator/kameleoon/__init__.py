"""What belongs to Kameleoon: the engine's host, the Data API, and what is done with Segment's events."""
