"""What an edit changed, as the audit log keeps it."""

from accounts.models import Team


def changes_between(before: dict[str, object], after: dict[str, object]) -> dict[str, list[object]]:
    """What differs, ready for JSON: a team by its name."""

    def plain(value: object) -> object:
        return value.name if isinstance(value, Team) else value

    return {name: [plain(before[name]), plain(value)] for name, value in after.items() if before[name] != value}
