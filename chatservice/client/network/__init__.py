"""Finding a server, connecting to it, and believing that it is the one."""
