"""Deprivation and the basis of a place move from the main facts to a table of their own."""

import django.db.models.deletion
from django.db import migrations, models

REASONS = [
    ("NHSSC", "NHS Supply Chain"),
    ("NATFW", "National framework or price"),
    ("NHSBODY", "NHS or government body"),
    ("TAXPAY", "Tax, pensions and payroll"),
    ("PFI", "PFI or LIFT charge"),
    ("UTIL", "Energy and water, bought nationally"),
    ("CARE", "Individual care placements"),
    ("GRANT", "Grants, precepts and benefits"),
    ("REDACT", "Name redacted: cannot be told"),
    ("LOCKED", "Under contract until a known date"),
    ("OPEN", "Influenceable"),
]
BASES = [
    ("payment_file", "Postcode in the payment file"),
    ("master_number", "Supplier master file, same supplier number"),
    ("master_name", "Supplier master file, same name"),
    ("unknown", "Not known"),
]


class Migration(migrations.Migration):
    """The facts of lines already loaded are made again with `rebuild_facts`."""

    dependencies = [("anchors", "0001_initial"), ("procurement", "0001_initial")]

    operations = [
        migrations.RemoveField("spendfact", "basis"),
        migrations.RemoveField("spendfact", "imd2019_decile"),
        migrations.RemoveField("spendfact", "imd2025_decile"),
        migrations.CreateModel(
            name="LocationFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ym", models.IntegerField()),
                ("reason", models.CharField(choices=REASONS, max_length=8)),
                ("is_abroad", models.BooleanField()),
                ("is_redacted", models.BooleanField()),
                ("basis", models.CharField(choices=BASES, max_length=14)),
                ("imd2019_decile", models.SmallIntegerField(null=True)),
                ("imd2025_decile", models.SmallIntegerField(null=True)),
                ("lines", models.IntegerField()),
                ("pence", models.BigIntegerField(verbose_name="net of credits")),
                (
                    "institution",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="anchors.anchorinstitution",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="anchors.place",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="anchors.upload"
                    ),
                ),
            ],
            options={"indexes": [models.Index("institution", "ym", name="location_fact_month")]},
        ),
    ]
