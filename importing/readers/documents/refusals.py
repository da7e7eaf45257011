"""Files that cannot be read."""


class UnreadableDocument(ValueError):
    """A file that cannot be read, with words for the person who uploaded it."""

    @property
    def message(self) -> str:
        """What to tell that person."""
        return str(self)
