from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ("anchors", "0004_middle_areas_populations_boundaries"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("hidden_up_to", models.PositiveSmallIntegerField(default=7)),
                ("nearest", models.PositiveSmallIntegerField(default=5)),
                ("second_hidden_up_to", models.PositiveSmallIntegerField(default=9)),
                ("second_nearest", models.PositiveSmallIntegerField(default=10)),
                ("least_base", models.PositiveSmallIntegerField(default=8)),
                ("fewest_choices", models.PositiveSmallIntegerField(default=4)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("code"), models.F("valid_from"), name="disclosure_profile_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            hidden_up_to__gte=F("fewest_choices") - 1,
                            nearest__gte=2,
                            second_hidden_up_to__gte=F("fewest_choices") - 1,
                            second_nearest__gte=2,
                        ),
                        name="disclosure_profile_keeps_choices",
                    ),
                ],
            },
        ),
    ]
