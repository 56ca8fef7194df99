"""The front for a person at a terminal: the whole screen, on prompt_toolkit and asyncio.

screen        the application: the parts put together, and what keys do (`bindings`)
drawing       when it is drawn (`pacing`), and the terminal's own part in that (`focus`, `title`)
log           what was said, above: `rows` of it in `colours`, drawn by a `pane`
found         what a search found, below that
status        the rows around the log; `hints` and all keys
editor        the line being typed, at the bottom: `keys`, `completion`, `remembered`
clusters      how many cells each character takes, written so by the `output`

Importing any of it imports no Twisted: it has to be on the screen before that is loaded.
"""
