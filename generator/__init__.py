"""From a project's configuration to the JavaScript that connects Kameleoon with Segment."""

__version__ = "0.1.0"
