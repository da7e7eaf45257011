"""Which person here a document means by a name."""

from collections import defaultdict
from collections.abc import Collection

from accounts.models import User


def people_named(names: Collection[str]) -> dict[str, int]:
    """The number of the one person who has that name, or that first name, or that beginning of the address.

    A name that two people could have is nobody's.
    """
    if not names:
        return {}
    meant: defaultdict[str, set[int]] = defaultdict(set)
    for pk, name, email in User.objects.responders().values_list("pk", "name", "email"):
        for known in {_folded(name), _folded(name).split(" ")[0], email.lower(), email.lower().split("@")[0]}:
            meant[known].add(pk)
    found = {}
    for name in names:
        people = meant.get(_folded(name.strip().removeprefix("@")), set())
        if len(people) == 1:
            found[name] = next(iter(people))
    return found


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
