from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Extensions, and the text search configuration `debrief`: English stems, accents ignored."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(
            """
            CREATE TEXT SEARCH CONFIGURATION debrief (COPY = english);
            ALTER TEXT SEARCH CONFIGURATION debrief
                ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
            """,
            "DROP TEXT SEARCH CONFIGURATION IF EXISTS debrief;",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE core_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX core_cache_expires ON core_cache (expires);
            """,
            "DROP TABLE IF EXISTS core_cache;",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE core_limit (
                person bigint NOT NULL,
                kind varchar(20) NOT NULL,
                began timestamp with time zone NOT NULL,
                used integer NOT NULL,
                PRIMARY KEY (person, kind)
            );
            """,
            "DROP TABLE IF EXISTS core_limit;",
        ),
    ]
