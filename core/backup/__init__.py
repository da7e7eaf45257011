"""Backup and restore of everything an installation holds: one file with the database and the attachments."""
