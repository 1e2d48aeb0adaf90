"""HTTP, whatever is said over it: messages, server, router, faults, the journal's addresses, a client."""
