"""The key with which an API client says that two requests are one."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("anchors", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="upload",
            name="idempotency_key",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="the sender's key of the request"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                models.F("institution"),
                models.F("idempotency_key"),
                condition=models.Q(("idempotency_key", ""), _negated=True),
                name="upload_request_once",
            ),
        ),
    ]
