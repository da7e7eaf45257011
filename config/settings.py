"""One settings module for every environment; what differs comes from environment variables.

The variables are described in `.env.example` and `docs/operations.md`.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import environment as env

ROOT = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

DEBUG = env.flag("DEBRIEF_DEBUG")
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests-and-tools" if TESTING or DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: set it to a long random text that stays the same.")

SECRET_KEY_FALLBACKS = env.text("SECRET_KEY_FALLBACKS").split()  # earlier ones, which are still read by

# The public address. Hosts, CSRF origins, cookies and the links in e-mails all follow from it.
BASE_URL = env.text("BASE_URL", "http://localhost:8000").rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in {"http", "https"} or not _base.hostname:
    raise ImproperlyConfigured("BASE_URL must be the address people type, such as https://debrief.example.com")
BASE_IS_LOOPBACK = _base.hostname in {"localhost", "127.0.0.1", "::1"}
HTTPS = _base.scheme == "https"
ALLOWED_HOSTS = sorted({_base.hostname, "localhost", "127.0.0.1", "[::1]"})  # loopback: the machine's own health checks
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # seconds; no session lasts longer
SESSION_UNUSED_AGE = 14 * 24 * 3600  # one that nobody uses ends earlier
SESSION_COOKIE_NAME = "debrief_session"
CSRF_COOKIE_NAME = "debrief_csrf"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1_001  # one more than `importing.forms.documents` takes, so that it can say so
FILE_UPLOAD_PERMISSIONS = 0o640

EXAMPLE = env.flag("DEBRIEF_EXAMPLE")
NO_SERVICE_WORKER = env.flag("DEBRIEF_NO_SERVICE_WORKER")  # removes it from every browser that connects
METRICS_TOKEN = env.text("METRICS_TOKEN")

INSTALLED_APPS = [
    "examples",
    "home",
    "transfer",
    "importing",
    "similar",
    "followthrough",
    "postmortems",
    "actions",
    "customers",
    "live",
    "incidents",
    "catalogue",
    "notifications",
    "accounts",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "core.middleware.SecurityHeadersMiddleware",
    "core.middleware.EncodingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "customers.middleware.PublicStatusPageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.middleware.StrangersBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.session_middleware.SessionUseMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.NoSuchPageMiddleware",
    "core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.site",
                "accounts.context.examples",
                "notifications.context.mail",
                "notifications.context.inbox",
                "incidents.context.navigation",
                "home.context.steps_left",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.l10n",
                "core.templatetags.ui",
            ],
        },
    }
]

DATABASES = {
    "default": env.database(env.text("DATABASE_URL", "postgresql:///debrief"))
    | {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": True}
}
if not TESTING:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12, "timeout": 10}
# A page that keeps the database busy for longer is stopped, so that no question can take it from everybody else. What
# is not served to anybody takes the time it needs: the worker, migrations, backups.
STATEMENT_TIMEOUT = env.number("STATEMENT_TIMEOUT", 10) if env.flag("DEBRIEF_SERVES_PAGES") else 0  # seconds
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions, cache and rate limits sit in PostgreSQL: no page reads or writes Redis.
# The cache holds little but the counters of rate limits (allauth knows this alias alone): it must never be so full that
# some are dropped before their time.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "accounts.backends"

LIMIT_FACTOR = env.number("LIMIT_FACTOR", 1)  # multiplies what core/limits.py allows one person: for measuring

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"  # tests make many people
    if TESTING
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds for which a login, or its confirmation, is recent
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no e-mail to strangers; the page does not tell who has an account
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.LoginForm",
    "reset_password": "accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
}
# Rate limits count by the client's address: how many proxies of ours stand in front and add to X-Forwarded-For. For
# https there are two, the one that ends TLS and deploy/nginx.conf.template.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 2 if HTTPS else 0 if BASE_IS_LOOPBACK else 1)
# Wrong passwords: of one account from one address; of one address for all accounts; of a browser that logged in before.
# For an account alone little is counted, and nothing of browsers it knows, because that would let anybody lock it.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key,60/m/ip",
    "login_failed_address": "30/d/key",  # one account from one address
    "login_failed_account": "100/d/key",  # from anywhere; neither counts browsers where its person logged in before
    "login_failed_known_browser": "10/5m/key",
    "second_factor_failed": "5/5m/key,60/m/ip",  # of one account from one address or known browser; the daily ones, too
    "reset_password": "20/m/ip",
    "reset_password_mail": "5/m/key",
    "status_subscribe": "30/h/ip",
    "status_subscribe_mail": "3/d/key",  # to one address
}
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "accounts.forms.sign_in.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.sign_in.ActivateTotpForm",
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.forms.passkeys.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.PasskeyAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # admins invite people by their address; that is the verification
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: phones' clocks are not exact
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]  # docs/rights.md says why no passkey logs in alone
MFA_TOTP_ISSUER = "Debrief"

EMAIL_BACKEND = "notifications.backends.OutboxBackend"
MAIL_SERVER = env.mail(env.text("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"Debrief <debrief@{_base.hostname}>")
EMAIL_TIMEOUT = env.number("MAIL_TIMEOUT", 20)  # seconds; the lease of a delivery is longer

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_ZONE = env.text("DEFAULT_ZONE", "UTC")  # for new people and incidents
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(ROOT / "staticfiles")))
STATICFILES_DIRS = [
    ROOT / "static",
    ("vendor/bootstrap", ROOT / "node_modules/bootstrap/dist/css"),
    ("vendor/inter", ROOT / "node_modules/@fontsource-variable/inter/files"),
]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(ROOT / "media")))
MEDIA_URL = "/never-served-directly/"
BACKUP_ROOT = Path(env.text("BACKUP_ROOT", str(MEDIA_ROOT.parent / "backups")))  # where `upgrade` saves to
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # files are looked up when they are asked for
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0")
HEARTBEAT_URL = env.text("HEARTBEAT_URL")  # called once a minute while a worker works
INTERNAL_HOSTS = env.words("INTERNAL_HOSTS")  # what core.egress may call although it is on an internal network
HEARTBEAT_FILE = env.text("HEARTBEAT_FILE")  # touched by beat and by a worker while they do their work
WORKER_SILENCE = env.number("WORKER_SILENCE", 60)  # seconds without a completed task after which a worker ends itself
STREAM_HEARTBEAT = env.number("STREAM_HEARTBEAT", 20)  # seconds between a stream's checks of sessions and visibility
LOGGING_CONFIG = "core.logs.configure"
LOGGING = {"level": env.text("LOG_LEVEL", "INFO"), "json": not (DEBUG or TESTING)}
