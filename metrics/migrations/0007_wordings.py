"""Versions of the words of a submitted definition that counts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


def _person():
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("metrics", "0006_second_person"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SubmittedWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.JSONField(verbose_name="the new words, by field")),
                ("before", models.JSONField(verbose_name="the words that they take the place of, by field")),
                ("reason", models.TextField(verbose_name="why they change")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("returned", "Sent back"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="what the other lead said")),
                ("at", models.DateTimeField(db_default=Now())),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_alone",
                    models.BooleanField(default=False, verbose_name="approved by the person who proposed it"),
                ),
                ("by", _person()),
                ("decided_by", _person()),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="metrics.submittedindicator",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("indicator"),
                        condition=models.Q(("state", "proposed")),
                        name="submitted_wording_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="submitted_wording_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "proposed"), ("decided_at__isnull", False), _connector="OR"),
                        name="submitted_wording_decided_says_when",
                    ),
                ],
            },
        ),
    ]
