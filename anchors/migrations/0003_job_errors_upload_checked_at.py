"""Jobs tell exceptions from being cut off; uploads know when they were checked."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("anchors", "0002_upload_idempotency_key")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="job",
            name="errors",
            field=models.SmallIntegerField(default=0, verbose_name="times that it ended in an exception"),
        ),
        migrations.AlterField(
            model_name="job",
            name="attempts",
            field=models.SmallIntegerField(default=0, verbose_name="times that somebody began it"),
        ),
        migrations.AddField(
            model_name="upload",
            name="checked_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="when the books were last searched for repeats"
            ),
        ),
    ]
