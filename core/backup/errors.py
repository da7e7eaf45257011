"""What can go wrong with backups, in words for whoever runs the command."""


class BackupError(Exception):
    """It failed; the message says why and what to do."""
