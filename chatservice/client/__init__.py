"""The client: a screen for people, a filter for pipes.

command     its command line, the choice of a front, and how it ends
network/    the server: where it is, what it speaks, whether it is believed
lines/      the plain conversation, with any line server
streams/    the fronts without a screen
"""
