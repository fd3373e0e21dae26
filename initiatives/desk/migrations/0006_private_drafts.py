"""What people typed into forms and did not save yet."""


import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_changeset_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivateDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                ("form", models.CharField(max_length=300, verbose_name="address of the form")),
                ("label", models.CharField(blank=True, max_length=400)),
                ("data", models.TextField(blank=True)),
                ("root", models.UUIDField(null=True)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_as", models.CharField(blank=True, max_length=300, verbose_name="address of what it was saved as")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="fingerprint of what was saved")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("-saved_at",),
                "default_permissions": (),
                "indexes": [models.Index(fields=["root"], name="draft_root")],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="draft_once_a_form")],
            },
        ),
    ]
