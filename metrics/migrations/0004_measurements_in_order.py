"""The order in which programs read measurements, page by page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("metrics", "0003_target_ended_why")]

    operations = [
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index("indicator", "first", "last", "id", name="measurement_in_order"),
        ),
    ]
