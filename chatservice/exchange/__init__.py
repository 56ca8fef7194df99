"""What an operator carries out of the history and into it: exports, imports and copies of it all.

Nothing here writes to a screen: what can't be done is raised (`chatservice.exchange.failures`), and
`chatservice.commands` puts it into words.
"""
