"""Search reads factors, lessons and measures through indexes."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("postmortems", "0005_action_covering")]

    operations = [
        migrations.AddIndex(
            model_name=name,
            index=django.contrib.postgres.indexes.GinIndex("search", name=f"{name}_search"),
        )
        for name in ("factor", "lesson", "measure")
    ]
