"""What touches Twisted: bytes from a transport become lines, rendered events become bytes."""
