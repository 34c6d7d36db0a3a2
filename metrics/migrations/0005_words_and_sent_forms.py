"""How long the words of an action may be; forms that made something, so that none does so twice."""

from django.db import migrations, models
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual


class Migration(migrations.Migration):
    """Three constraints and a table."""

    dependencies = [("metrics", "0004_measurements_in_order")]

    operations = [
        *(
            migrations.AddConstraint(
                model_name="action",
                constraint=models.CheckConstraint(
                    condition=LessThanOrEqual(Length(name), 4000), name=f"action_{name}_is_read"
                ),
            )
            for name in ("detail", "next_step", "blockers")
        ),
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=500, verbose_name="where it led")),
                ("at", models.DateTimeField(db_default=Now(), db_index=True)),
            ],
            options={"ordering": ["-at"]},
        ),
    ]
