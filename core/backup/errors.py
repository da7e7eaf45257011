"""What can go wrong with backups, in words for who runs the command."""


class BackupError(Exception):
    """It was not done; the message says why and what to do."""
