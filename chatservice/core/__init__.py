"""What a chat is, in plain typed Python: no Twisted, no sockets, no clock of its own."""
