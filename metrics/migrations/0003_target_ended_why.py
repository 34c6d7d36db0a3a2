"""Why a target was changed or ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more text."""

    dependencies = [("metrics", "0002_submitted_files")]

    operations = [
        migrations.AddField(
            model_name="target",
            name="ended_why",
            field=models.TextField(blank=True, verbose_name="why it was changed or ended"),
        ),
    ]
