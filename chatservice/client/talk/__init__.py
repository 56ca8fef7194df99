"""What the client knows of a chat, and how it converses with our server; sans I/O.

entries    what stands in a talk: what was said, who came, what the server answered
talks      a room, or what is said to and by one person alone
chat       all of it, as the fronts show it
words      names, mentions: how they are compared and found
"""
