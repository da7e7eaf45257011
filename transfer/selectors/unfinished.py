"""Whether an import of everything was begun here and has not ended."""

from accounts.models import User
from transfer.models import FullImport


def unfinished_import() -> str:
    """A sentence for whoever runs this; empty when there is none, or somebody set up Debrief instead."""
    found = FullImport.objects.first()
    if found is None or User.objects.exists():
        return ""
    return (
        f"An import of {found.folder} was begun and has not ended. If it no longer runs, nothing of it is stored: "
        "start `manage.py import_all` again."
    )
