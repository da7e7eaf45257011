"""What the rows of long tables have in common."""


class TableRow:
    """The base of frozen rows that templates show by the dozen.

    A template asks for a key before it asks for an attribute. Without keys, each of a thousand look-ups on a page
    begins with an exception, which costs as much as the look-up.
    """

    __slots__ = ()
    __getitem__ = object.__getattribute__
