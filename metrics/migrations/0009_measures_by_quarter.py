from django.db import migrations
from django.db.models import F

BY_QUARTER = (
    "cold-spots",
    "community-hours-offered",
    "community-hours-used",
    "entry-level-staff-from-deprived-areas",
    "leavers-from-deprived-areas",
    "participation-of-deprived-areas",
    "people-missing-from-deprived-areas",
    "programme-starts",
    "staff-below-living-wage",
    "staff-from-deprived-areas",
    "staff-who-live-here",
    "starters-from-deprived-areas",
)


def name_by_quarter(apps, _editor):
    """Figures of a quarter named its last month alone: they now say all three, and nothing about them has changed."""
    for name in ("Measurement", "FormerMeasurement"):
        rows = apps.get_model("metrics", name).objects.filter(indicator__in=BY_QUARTER)
        rows.filter(first=F("last")).update(first=F("last") - 2)
    for target in apps.get_model("metrics", "Target").objects.filter(
        indicator__in=BY_QUARTER, baseline_first__isnull=False
    ):
        if target.baseline_first % 100 % 3 == 0:
            target.baseline_first -= 2
            target.save(update_fields=["baseline_first"])


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0008_unit_of_hectares"),
    ]

    operations = [
        migrations.RunPython(name_by_quarter, migrations.RunPython.noop),
    ]
