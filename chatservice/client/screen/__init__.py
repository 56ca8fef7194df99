"""The front for a person at a terminal: the whole screen, on prompt_toolkit and asyncio.

screen     the application: the parts put together, keys, what is drawn when
log        what was said, above
status     the row above the line being typed
found      what a search found
editor     the line being typed, below

Importing any of it imports no Twisted: it has to be on the screen before that is loaded.
"""
