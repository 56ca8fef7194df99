"""The client: a terminal for people, a filter for pipes, over one conversation.

    command ──▶ terminal or filter (the front) ──▶ connection ──▶ conversation
                what is shown and typed            bytes          what they mean, without I/O

`attempt` makes the connection, where it is to be encrypted with `encrypted` and `trust`, which
decide about certificates. `completion` reads the commands' declarations, `failures` puts into words
what went wrong.
"""
