"""Settings, read from the environment (see env.example).

Two modes: ``demo`` (the default: embedded database, demo accounts, this machine only) and
``production`` (everything must be given, demo accounts cannot log in).
"""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dialogportal import database, embedded_postgres, production

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

MODE = env.str("DIALOGPORTAL_MODE", "demo")
if MODE not in {"demo", "production"}:
    sys.exit("DIALOGPORTAL_MODE must be demo or production.")
DEMO = MODE == "demo"
PRODUCTION = not DEMO
DEMO_PASSWORD = "stadens-dialog" if DEMO else ""
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or (production.DEMO_KEY if DEMO else "")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address in mails; make run tells WEB_PORT.
DEMO_URL = f"http://127.0.0.1:{env.str('WEB_PORT', '8000')}"
PORTAL_URL = (env.str("PORTAL_URL", "") or (DEMO_URL if DEMO else "")).rstrip("/")
if PRODUCTION:
    fault = production.missing(
        secret_key=SECRET_KEY, allowed_hosts=ALLOWED_HOSTS, portal_url=PORTAL_URL, debug=DEBUG
    )
    if fault:
        sys.exit(fault)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "template_partials",
    "dialogportal",
    "municipality",
    "dialogues",
    "participation",
    "feedback",
    "archive",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dialogportal.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dialogportal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Above the views, where CSRF's check and the asking for a log-in are done.
    "dialogportal.middleware.StrangersBodyMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "dialogportal.urls"
WSGI_APPLICATION = "dialogportal.wsgi.application"
TEMPLATES = [
    {
        # First: fields and their controls are looked for here, also Django's own.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "dialogportal.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "municipality.context_processors.portal",
                "archive.context_processors.waiting",
            ],
        },
    },
]
FORM_RENDERER = "dialogportal.jinja.Renderer"

# PostgreSQL is the only database; without DATABASE_URL the embedded one is started.
try:
    DATABASE_URL = env.str("DATABASE_URL", "") or (
        embedded_postgres.ensure_running(embedded_postgres.default_folder()) if DEMO else ""
    )
    DATABASES = {"default": database.django_database(DATABASE_URL)}
except database.DatabaseUnavailable as error:
    sys.exit(str(error))
if not DATABASE_URL:
    sys.exit("Set DATABASE_URL to your PostgreSQL: postgresql://user:password@host/dialogportal")
if env.bool("DATABASE_POOL", "pytest" not in sys.modules):
    DATABASES["default"]["OPTIONS"]["pool"] = dict(database.POOL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Log-ins are counted where all processes see them, other things where they are read fastest.
OWN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"}
CACHES = {
    "local": OWN_MEMORY,
    "template_fragments": OWN_MEMORY,
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "dialogportal_cache",
        # Above it, rows are thrown away: no stranger may get there by trying many addresses.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# People
AUTH_USER_MODEL = "municipality.User"
AUTHENTICATION_BACKENDS = ["municipality.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "municipality.backends.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "municipality.account_forms.PortalLoginForm",
    "change_password": "municipality.account_forms.PortalChangePasswordForm",
    "reauthenticate": "municipality.account_forms.PortalReauthenticateForm",
    "reset_password": "municipality.account_forms.OwnAddressResetPasswordForm",
    "reset_password_from_key": "municipality.account_forms.PortalResetPasswordKeyForm",
}
MFA_FORMS = {
    "activate_totp": "municipality.account_forms.PortalActivateTOTPForm",
    "authenticate": "municipality.account_forms.PortalAuthenticateForm",
    "reauthenticate": "municipality.account_forms.PortalReauthenticateByCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO else "https"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dialogportalen"
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Swedish first, English by a switch
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # |number groups counts; years and ids stay whole
FORMAT_MODULE_PATH = ["dialogportal.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # the demo serves from static/
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO
MEDIA_ROOT = env.path("MEDIA_ROOT", str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", 25 * 1024 * 1024)
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", 100 * 1024 * 1024)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail goes to the terminal in the demo, to the city's server in production.
EMAIL_CONFIG = env.email_url("EMAIL_URL", "consolemail://" if DEMO else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
# A mail server that does not answer keeps the worker from all its other work so long at most.
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "dialogportalen@localhost")

# What a browser may load: our own files, nothing else.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"
CRISPY_FAIL_SILENTLY = False

# What an uploaded file may hold: each app lends the importer its way of storing rows.
IMPORT_TARGETS = {
    "dialogues": "dialogues.importing.DIALOGUE_TARGET",
    "viewpoints": "feedback.importing.VIEWPOINT_TARGET",
}

# The sections of a plan, in the order the official meets them; each app declares its own.
PLAN_SECTIONS = [
    "dialogues.plan_sections.PRIOR_KNOWLEDGE",
    "dialogues.plan_sections.PURPOSE",
    "dialogues.plan_sections.STANDPOINT",
    "participation.plan_sections.LEVEL",
    "participation.plan_sections.STAGES",
    "participation.plan_sections.COMPLEX_ISSUE",
    "participation.plan_sections.TARGET_GROUPS",
    "participation.plan_sections.METHODS",
    "participation.plan_sections.PARTICIPATORY_BUDGET",
    "participation.plan_sections.RECRUITMENT",
    "participation.plan_sections.ADAPTATION",
    "participation.plan_sections.RIGHTS",
    "dialogues.plan_sections.TIMETABLE",
    "dialogues.plan_sections.ROLES",
    "dialogues.plan_sections.BUDGET",
    "dialogues.plan_sections.PARTNERS",
    "dialogues.plan_sections.COMMUNICATION",
    "dialogues.plan_sections.DOCUMENTATION",
    "feedback.plan_sections.RECEPTION",
    "feedback.plan_sections.FEEDBACK_PLAN",
    "feedback.plan_sections.EVALUATION",
    "archive.plan_sections.OVERLAPS",
]
# What higher floors keep of a dialogue, made anew in the transaction that changes it.
AFTER_DIALOGUE_CHANGED = ["archive.actions.overlaps.after_dialogue_changed"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals": {"()": "dialogportal.errors.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
