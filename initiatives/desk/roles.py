"""Who may what at the desk: the roles and their permissions."""

from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.contrib.auth.management import create_permissions

from initiatives.record import realm

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
EVERY = (VIEW, ADD, CHANGE, DELETE)


@dataclass(frozen=True)
class Grant:
    """Permissions on models of one app, on all of them where none is named."""

    app: str
    actions: tuple[str, ...]
    models: tuple[str, ...] = ()


READS = (
    Grant("initiatives", (VIEW,)),
    Grant("published", (VIEW,), ("publication",)),
    Grant("desk", (VIEW,), ("changeset", "line", "proposal", "revision")),
)
TRANSLATES = Grant("desk", ("translate",), ("record",))
EDITS = (
    *READS,
    Grant("initiatives", (ADD, CHANGE, DELETE)),
    Grant("desk", (ADD, CHANGE, DELETE), ("changeset", "line")),
    Grant("desk", (ADD, CHANGE), ("proposal",)),
    TRANSLATES,
)
REVIEWS = (*EDITS, Grant("desk", ("review",), ("changeset",)))
PUBLISHES = (*REVIEWS, Grant("desk", ("publish",), ("changeset",)))
ADMINISTERS = (
    *READS,
    Grant("auth", EVERY, ("user", "group")),
    Grant("mfa", (VIEW, DELETE), ("authenticator",)),
    Grant("desk", (VIEW,), ("entry",)),
)

# Translators fill the two other languages of what the record says, and change nothing else.
# Each role between them holds the one before it: a reviewer edits too, only never approves what they edited.
# Administrators keep accounts and read the audit log; they neither edit nor publish unless given that role as well.
ROLES: dict[str, tuple[Grant, ...]] = {
    "reader": READS,
    "translator": (*READS, TRANSLATES),
    "editor": EDITS,
    "reviewer": REVIEWS,
    "publisher": PUBLISHES,
    "administrator": ADMINISTERS,
}


def codenames(grant: Grant, apps: Apps) -> set[str]:
    """The permissions of a grant, by their names in its app."""
    models = grant.models or [model._meta.model_name for model in apps.get_app_config(grant.app).get_models()]
    return {f"{action}_{model}" for action in grant.actions for model in models}


def grant_roles(apps: Apps, using: str) -> None:
    """Makes the groups of the roles and gives each what is missing; what an administrator added to one stays."""
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for label in sorted({grant.app for grants in ROLES.values() for grant in grants}):
        create_permissions(installed.get_app_config(label), verbosity=0, interactive=False, using=using, apps=apps)
    for name, grants in ROLES.items():
        group, _ = group_model._default_manager.using(using).get_or_create(name=name)
        for grant in grants:
            known = permission_model._default_manager.using(using).filter(content_type__app_label=grant.app)
            group.permissions.add(*known.filter(codename__in=codenames(grant, apps)))


def grant_after_migrating(using: str, apps: Apps = installed, **_: Any) -> None:
    """Gives the roles the permissions of models that came with later migrations, once all their apps are there."""
    needed = {grant.app for grants in ROLES.values() for grant in grants}
    if using == realm.DESK and needed <= set(apps.app_configs):
        grant_roles(apps, using)
