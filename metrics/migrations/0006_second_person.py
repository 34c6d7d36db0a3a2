"""Who wrote a submitted definition last, and where somebody approved what was their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Three fields."""

    dependencies = [
        ("metrics", "0005_words_and_sent_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="submittedindicator",
            name="worded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who wrote it last",
            ),
        ),
        migrations.AddField(
            model_name="submittedindicator",
            name="decided_alone",
            field=models.BooleanField(default=False, verbose_name="approved by the person who proposed it"),
        ),
        migrations.AddField(
            model_name="submittedvalue",
            name="decided_alone",
            field=models.BooleanField(default=False, verbose_name="approved by the person who submitted it"),
        ),
    ]
