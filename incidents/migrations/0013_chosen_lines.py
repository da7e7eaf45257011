from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0012_failing_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="importline",
            name="is_chosen",
            field=models.BooleanField(db_default=False, default=False, verbose_name="the tick was set by hand"),
        ),
    ]
