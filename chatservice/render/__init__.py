"""How events and replies read: the words, in the reader's language, and the bytes of a form."""
