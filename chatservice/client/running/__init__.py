"""The client put together: the network, the conversation, and one of the fronts.

composing   what all of them have: the dialer, the session, what keeps them connected
screen      the whole screen, on asyncio
streams     the others, on Twisted's own reactor
troubles    what nobody foresaw
"""
