"""The token of a changeset's page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0004_proposal"),
    ]

    operations = [
        migrations.AddField(
            model_name="changeset",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
