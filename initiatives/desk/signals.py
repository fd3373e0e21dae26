"""What the desk hears of signing in, and of migrations. No model sends a signal that anything here listens to."""

from allauth.account.signals import password_changed
from allauth.mfa import signals as factors
from axes.signals import user_locked_out
from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate

from initiatives.desk import audit, roles, signing_in

factors.authentication_failed.connect(signing_in.count_wrong_code)
factors.authenticator_added.connect(signing_in.count_new_factor)
factors.authenticator_reset.connect(signing_in.count_new_factor)

user_logged_in.connect(audit.signed_in)
user_logged_out.connect(audit.signed_out)
user_login_failed.connect(audit.sign_in_failed)  # after axes', which comes first among the apps
user_locked_out.connect(audit.locked_out)
password_changed.connect(audit.password_changed)
factors.authentication_failed.connect(audit.wrong_code)
factors.authenticator_added.connect(audit.factor_added)
factors.authenticator_reset.connect(audit.factor_added)
factors.authenticator_removed.connect(audit.factor_removed)

post_migrate.connect(roles.grant_after_migrating, sender=apps.get_app_config("desk"))
