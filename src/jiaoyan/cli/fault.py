"""The one error a command raises on purpose."""


class InputFault(Exception):
    """What the person gave cannot be used; the message says what to do. Exit status 1."""
