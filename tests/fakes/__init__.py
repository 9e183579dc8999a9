"""Stand-ins at a protocol or a socket; none of them patches our own modules."""
