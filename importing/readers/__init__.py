"""Readers of text from elsewhere: chats, terminals, logs, CSV. Pure Python: text in, messages out."""
