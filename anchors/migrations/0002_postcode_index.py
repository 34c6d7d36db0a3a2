from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("anchors", "0001_initial")]

    operations = [
        # The second index that Django puts on every text key, for LIKE; nobody looks for half a postcode, and it
        # takes a third of the time of a load. Apart from 0001, which makes its indexes last.
        migrations.RunSQL(
            "DROP INDEX IF EXISTS anchors_postcode_code_801ea1bc_like",
            migrations.RunSQL.noop,
        ),
    ]
