"""Settings: names of places, secrets and switches, all from the environment, with values that work on a laptop."""

import re
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
TESTING = env.bool("TESTING", False)
if not TESTING:
    env.read_env(BASE_DIR / ".env", recurse=False)

ROLE = env.str("ROLE", "all", validate=validate.OneOf(["all", "public"]))
DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data"))).resolve()
READS_PUBLIC_ONLY = ROLE == "public"

# --- Secrets: the key is made once and kept beside the databases, so that a first run needs no configuration.


def secret_key() -> str:
    """The key from the environment, or one made on first use and kept, readable by its owner only."""
    if given := env.str("SECRET_KEY", ""):
        return given
    if READS_PUBLIC_ONLY:
        return secrets.token_urlsafe(50)  # nothing of the public record is signed
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# --- What the site says of itself

SITE_NAME = env.str("SITE_NAME", "Trilateral Record")
SITE_SUBJECT = env.str("SITE_SUBJECT", "U.S.-Japan-ROK Trilateral Vice Foreign Ministerial consultations")
PUBLISHER_NAME = env.str("PUBLISHER_NAME", "")
PUBLISHER_ADDRESS = env.str("PUBLISHER_ADDRESS", "")
SITE_ADDRESS = env.str("SITE_ADDRESS", "").rstrip("/")  # absolute; empty: taken from the request
# Where weaknesses of the site are reported: mailto:security@example.org, or a page; divided by commas.
is_contact = validate.Regexp(
    r"(?:mailto:|https://|tel:)\S+\Z", error="“{input}” begins with no mailto:, https: or tel:"
)
SECURITY_CONTACT = [is_contact(one) for one in env.list("SECURITY_CONTACT", [], subcast=str)]

# --- Applications. A public-only process has no desk: no admin, users, sessions or messages.

DESK_APPS = [
    "initiatives.desk.apps.DeskConfig",  # before auth: two of its commands take the place of Django's
    "initiatives.desk.apps.DeskAdminConfig",  # the admin, with the desk's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
INSTALLED_APPS = [
    "modeltranslation",
    *([] if READS_PUBLIC_ONLY else DESK_APPS),
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "initiatives",
    "initiatives.published",
]

MIDDLEWARE = [
    "initiatives.middleware.refuse_unreadable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "initiatives.middleware.headers",
    "initiatives.middleware.CompressedInPublic",
    "initiatives.middleware.realm_of_path",
    "initiatives.middleware.SlashesAtDesk",
    *(
        []
        if READS_PUBLIC_ONLY
        else [
            "initiatives.desk.middleware.SessionsAtDesk",
            "initiatives.desk.middleware.FormsAtDesk",
            "initiatives.desk.middleware.PeopleAtDesk",
            "initiatives.desk.middleware.MessagesAtDesk",
            "initiatives.desk.audit.told",
            "axes.middleware.AxesMiddleware",  # these two look at no request of a public page
            "allauth.account.middleware.AccountMiddleware",
            "initiatives.desk.gate.gate",
            "initiatives.desk.preview.preview",
        ]
    ),
    "initiatives.middleware.language_of_path",
    "initiatives.middleware.limited",
    "initiatives.middleware.one_transaction",
    "initiatives.middleware.as_of",
    "initiatives.middleware.lead_on",
]

ROOT_URLCONF = "trilateral.urls"
WSGI_APPLICATION = "trilateral.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "initiatives.published.context_processors.edition",
                *(
                    []
                    if READS_PUBLIC_ONLY
                    else [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "initiatives.desk.gate.context",
                    ]
                ),
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ]
            if not DEBUG
            else [
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        },
    }
]

# --- Databases: the desk (default) and the public record (public). PostgreSQL by address, otherwise SQLite files.


def database(variable: str, name: str, *, read_only: bool = False) -> dict[str, object]:
    """One database: the PostgreSQL address in the variable, or a SQLite file under DATA_DIR."""
    address = env.str(variable, "")
    if address.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(address)
        options: dict[str, object] = {}
        if read_only:
            options["options"] = "-c default_transaction_read_only=on"
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    # sqlite:////srv/public.sqlite3?immutable=1 is a file that ship_record put there: it never changes, it is replaced.
    given, _, how = address.removeprefix("sqlite:///").partition("?")
    path = Path(given) if given else DATA_DIR / f"{name}.sqlite3"
    if read_only:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"file:{quote(str(path))}?mode=ro" + ("&immutable=1" if how == "immutable=1" else ""),
            "OPTIONS": {"uri": True, "timeout": 20},  # a connection for each request: the next one sees a new file
        }
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # The desk's transactions all write: IMMEDIATE waits for its turn where DEFERRED fails with "database is
            # locked". The public record is read in DEFERRED ones; the press asks for the lock itself.
            **({"transaction_mode": "IMMEDIATE"} if name == "desk" else {}),
            "timeout": 20,
            # FULL: with NORMAL a power cut loses acknowledged commits of a WAL database.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASES: dict[str, dict[str, object]] = {
    "default": {} if READS_PUBLIC_ONLY else database("DESK_DATABASE_URL", "desk"),
    "public": database("PUBLIC_DATABASE_URL", "public", read_only=READS_PUBLIC_ONLY),
    # The record as it was at an earlier publication, put together in memory from what was published then.
    "as_of": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": "PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF;"},
    },
}
DATABASE_ROUTERS = ["initiatives.record.realm.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The interface for programs: JSON alone, nobody signed in, no pages of a library's own

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "initiatives.api.views.refused",
}
SPECTACULAR_SETTINGS = {"OAS_VERSION": "3.1.0", "POSTPROCESSING_HOOKS": [], "SCHEMA_PATH_PREFIX": ""}

# --- Languages: of the path only. English is that of the sources and has no prefix.

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語"), ("ko", "한국어")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
MODELTRANSLATION_CUSTOM_FIELDS = ()
LOCALE_PATHS = [BASE_DIR / "trilateral" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "trilateral" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing uses it: originals have their own
    "originals": {  # of published documents
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "originals", "base_url": None},
    },
    "desk_originals": {  # of documents at the desk: no public address leads there
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "desk_originals", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
CAPSULES = DATA_DIR / "capsules"  # the newest publication to download, made once; where it cannot be, in memory

# --- Signing in and safety

HTTPS = env.bool("HTTPS", False)
PROXIES = env.int("PROXIES", 1 if HTTPS else 0)  # in front of this process; each adds to X-Forwarded-For

# A second factor for everybody at the desk. A site that answers only to this computer's own names, as on a first run,
# asks for none until it is told to; every page of the desk says so.
ON_THIS_COMPUTER = not HTTPS and set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
REQUIRE_MFA = env.bool("REQUIRE_MFA", not ON_THIS_COMPUTER)

# How often one address may ask, for each process: "60/m" is sixty a minute. Off on this computer; "0" is off elsewhere.


def rate(text: str) -> tuple[int, int] | None:
    """The requests and the seconds of a rate; None for none at all."""
    match = re.fullmatch(r"([0-9]{0,6})(?:/([smhd]))?", text.strip())
    count = int(match[1] or 0) if match else 0
    if not match or (count and not match[2]):
        raise ImproperlyConfigured(f"“{text}” is no rate: write requests a second, minute, hour or day, as 60/m.")
    return (count, {"s": 1, "m": 60, "h": 3600, "d": 86_400}[match[2]]) if count else None


SEARCH_RATE = rate(env.str("SEARCH_RATE", "" if ON_THIS_COMPUTER else "120/m"))
API_RATE = rate(env.str("API_RATE", "" if ON_THIS_COMPUTER else "600/m"))

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses while locked out
    "allauth.account.auth_backends.AuthenticationBackend",  # takes the same time for names that do not exist
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "initiatives.desk.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # there is no sign-up: allauth wants to know what a name is
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser, or after SESSION_COOKIE_AGE
ACCOUNT_RATE_LIMITS = {
    # Not the lockout, which is axes' and holds for a name from an address. The last number is of wrong codes for one
    # account, reached only by somebody who has its password and asks from twenty addresses.
    "login_failed": "30/m/ip,100/15m/key",
}
MFA_ADAPTER = "initiatives.desk.signing_in.FactorAdapter"
MFA_FORMS = {
    "authenticate": "initiatives.desk.signing_in.CodeForm",
    "reauthenticate": "initiatives.desk.signing_in.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute of a clock that is wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow passkeys without HTTPS on localhost alone
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a colleague elsewhere is never locked out
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on does not prolong it
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "initiatives.desk.signing_in.name_typed"
AXES_CLIENT_IP_CALLABLE = "initiatives.visitors.address_of"
AXES_LOCKOUT_CALLABLE = "initiatives.desk.signing_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_PATH = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if not READS_PUBLIC_ONLY:  # which has no forms
    CSRF_FAILURE_VIEW = "initiatives.desk.resend.refused"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a round of 200 rows, three languages each
if not READS_PUBLIC_ONLY:
    DATA_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024  # a page pasted with its pictures, as large as a file may be

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "ERROR"}},  # the audit log tells of sign-ins
}
