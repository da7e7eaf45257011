"""Confirmation at the terminal, before something is deleted for good."""


def is_confirmed(question: str) -> bool:
    """Whether somebody typed yes; no when nobody is there to answer."""
    try:
        return input(question).strip().lower() == "yes"
    except EOFError:
        return False
