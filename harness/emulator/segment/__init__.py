"""What belongs to Segment: the CDN with analytics.js, the tracking API and the destinations."""
