"""Which revisions may differ from the public record, and the orders in which lists of the desk are read."""

from django.conf import settings
from django.db import migrations, models


def earlier_ones_do_not_wait(apps, schema_editor):
    """Only the last revision of a root waits; those of them that are public already are found out by the press."""
    rows = apps.get_model("desk", "Revision").objects.using(schema_editor.connection.alias)
    later = rows.filter(root=models.OuterRef("root"), number__gt=models.OuterRef("number"))
    rows.filter(models.Exists(later)).update(waits=False)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0006_private_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='waits',
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddIndex(
            model_name='changeset',
            index=models.Index(fields=['-created_at'], name='changeset_by_time'),
        ),
        migrations.AddIndex(
            model_name='changeset',
            index=models.Index(fields=['state', 'submitted_at'], name='changeset_state'),
        ),
        migrations.AddIndex(
            model_name='changeset',
            index=models.Index(fields=['publication'], name='changeset_publication'),
        ),
        migrations.AddIndex(
            model_name='changeset',
            index=models.Index(condition=models.Q(('is_emergency', True), ('seen_at__isnull', True)), fields=['submitted_at'], name='changeset_unseen'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['-made_at', '-id'], name='revision_by_time'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['kind', '-made_at', '-id'], name='revision_of_kind'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('waits', True)), fields=['-made_at', '-id'], name='revision_waits'),
        ),
        migrations.RunPython(earlier_ones_do_not_wait, migrations.RunPython.noop, elidable=True),
    ]
