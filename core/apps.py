"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules

from core.backup.unfinished import refuse_unfinished_restore
from core.disk import note_database_folder
from core.statements import limit_statements


class CoreConfig(AppConfig):
    """What every app needs: clock, errors, Markdown, files, parts of pages."""

    name = "core"

    def ready(self) -> None:
        """Every app's `references.py` says what it numbers; no connection is used while a restore is unfinished."""
        connection_created.connect(refuse_unfinished_restore)
        connection_created.connect(note_database_folder)
        connection_created.connect(limit_statements)
        autodiscover_modules("references")
