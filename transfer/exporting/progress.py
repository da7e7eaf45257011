"""How far an export or import is, for whoever waits for it."""


class Progress:
    """Counts steps of a `total`. Subclasses show it; this one shows nothing."""

    total = 0
    done = 0

    def begin(self, total: int) -> None:
        """How many steps there are."""
        self.total, self.done = total, 0

    def step(self, what: str) -> None:
        """What is done now, such as a kind of records."""

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
