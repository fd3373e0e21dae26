from django.db import migrations

from initiatives.desk.roles import ROLES, grant_roles


def make(apps, schema_editor):
    grant_roles(apps, schema_editor.connection.alias)


def unmake(apps, schema_editor):
    groups = apps.get_model("auth", "Group")._default_manager.using(schema_editor.connection.alias)
    groups.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_audit"),
        ("initiatives", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(make, unmake)]
