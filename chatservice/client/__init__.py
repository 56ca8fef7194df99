"""The client: a terminal for people, a filter for pipes, over one conversation.

    command ──▶ terminal or filter (the front) ──▶ connection ──▶ conversation
                what is shown and typed            bytes          what they mean, without I/O

`completion` reads the commands' declarations, `failures` puts into words what went wrong.
"""
