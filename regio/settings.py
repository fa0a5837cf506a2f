"""Settings: one file, fed by the environment. docs/operations/settings.md lists the variables."""

import base64
import hashlib
from pathlib import Path

import django_stubs_ext
import environ
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from regio.core.embedded import locate
from regio.core.return_paths import LONGEST_LOCAL_PART, is_bounce_address
from regio.core.signed_statements import is_key

django_stubs_ext.monkeypatch()  # so that Django's generic classes can be written with their type

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# --- Is this a trial on somebody's own machine, or the real thing? -------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-trial-on-your-own-machine" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY, or DEBUG=True for a trial on your own machine.")
# The seed of the key that signs receipts, and public keys that signed before it, in base64.
# Without it nothing could be handed in: better not to start than to find out at a deadline.
_trial_seed = base64.b64encode(hashlib.sha256(f"regio.receipts {SECRET_KEY}".encode()).digest()).decode()
RECEIPT_SIGNING_KEY = env.str("RECEIPT_SIGNING_KEY", default=_trial_seed if DEBUG else "")
RECEIPT_OLD_PUBLIC_KEYS = env.list("RECEIPT_OLD_PUBLIC_KEYS", default=[])
if any(not is_key(one) for one in (RECEIPT_SIGNING_KEY, *RECEIPT_OLD_PUBLIC_KEYS)):
    raise ImproperlyConfigured(
        "Set RECEIPT_SIGNING_KEY to 32 random bytes in base64 (openssl rand -base64 32), and "
        "RECEIPT_OLD_PUBLIC_KEYS, if any, to public keys of 32 bytes in base64 with commas between them."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")

# --- Apps ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # the house; regio first, so that its templates and user model come first
    "regio.apps.RegioConfig",
    "onderwijsregios.apps.OnderwijsregiosConfig",
    "partnerships.apps.PartnershipsConfig",
    "rap.apps.RapConfig",
    # Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for FORM_RENDERER
    # accounts
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    # rights, state, history
    "rules.apps.AutodiscoverRulesConfig",
    "pgtrigger",
    "pghistory",
    # API and lists
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    # pages, operations
    "django_htmx",
    "health_check",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    # first of ours: the moment of arrival decides, not the moment of processing
    "regio.views.middleware.ArrivalMiddleware",
    # gives also the errors of what follows the form that the API promises
    "regio.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "regio.views.middleware.CorrelationMiddleware",
    "regio.views.middleware.PrivatePagesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "regio.views.middleware.AddressLengthMiddleware",
    "regio.views.middleware.StorablePathMiddleware",
    "regio.views.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "regio.views.middleware.OwnNotFoundMiddleware",
]

ROOT_URLCONF = "regio.urls"
WSGI_APPLICATION = "regio.wsgi.application"
ASGI_APPLICATION = "regio.asgi.application"
APPEND_SLASH = True  # does not act below /api/, see regio.views.middleware

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regio.views.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "regio.forms.renderer.PortalRenderer"

# --- Data ----------------------------------------------------------------------------------------

_services = locate()

if not _services.database_url:
    raise ImproperlyConfigured(
        "No database: set DATABASE_URL, start the portal with `make run`, "
        'or run one command with `make manage cmd="…"`.'
    )
DATABASES = {"default": env.db_url_config(_services.database_url)}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("The portal runs on PostgreSQL only; DATABASE_URL names another engine.")
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        # a lock that cannot be had fails fast, so that a page never hangs
        "options": "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s "
        # how much a word must look like another one, for a search with a typing error
        "-c pg_trgm.word_similarity_threshold=0.4"
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _services.redis_url or "redis://localhost:6379/0"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "regio",
        # a cache that does not answer is no cache: nobody waits for it
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
# Sessions live in the database: the queue server may be emptied at any moment.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

PGHISTORY_APPEND_ONLY = True

# --- Queue: beat only pokes, deadlines stand in the database -------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_BEAT_SCHEDULER = "redbeat.RedBeatScheduler"
CELERY_REDBEAT_REDIS_URL = REDIS_URL
CELERY_REDBEAT_LOCK_TIMEOUT = 90
CELERY_BEAT_MAX_LOOP_INTERVAL = 15
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULE = {
    "process-due": {"task": "regio.process_due", "schedule": env.float("POKE_EVERY_SECONDS", default=60)}
}

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]  # allauth's sentences in our words, before its own translation
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Files ---------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "var" / "static")
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist")]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "var" / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # never below a public address: one view serves these files after asking the rules
    "private": {
        "BACKEND": env.str("PRIVATE_STORAGE", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("PRIVATE_STORAGE_OPTIONS", default={"location": str(MEDIA_ROOT)}),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
UPLOAD_MAX_PAGES = env.int("UPLOAD_MAX_PAGES", default=200)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
UPLOAD_MAX_ATTACHMENTS = env.int("UPLOAD_MAX_ATTACHMENTS", default=20)
UPLOAD_MAX_PIXELS = env.int("UPLOAD_MAX_PIXELS", default=50_000_000)
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", default="")
CLAMAV_TIMEOUT = env.float("CLAMAV_TIMEOUT", default=10)
# Without a scanner files count as clean on a machine for development only; elsewhere they stay locked.
ACCEPT_UNSCANNED_FILES = env.bool("ACCEPT_UNSCANNED_FILES", default=DEBUG)

# --- Accounts ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "regio.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "regio.core.authentication.PortalBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mijn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "regio.views.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "regio.views.accounts.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "regio.views.accounts.display_name"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "regio.views.second_factor.MfaAdapter"
MFA_FORMS = {
    "add_webauthn": "regio.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "regio.forms.passkeys.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Regio-infrastructuur"
MFA_TOTP_TOLERANCE = 1  # a code may be one period (30 s) old or early: people type slowly
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
if DEBUG:
    MFA_TOTP_INSECURE_BYPASS_CODE = (
        "000000"  # so that the demo accounts of staff can be tried without a phone
    )
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # the provider has verified who it is
SOCIALACCOUNT_LOGIN_ON_GET = False
# A list of providers (eHerkenning broker, SURFconext); docs/operations/settings.md has an example.
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": env.json("OIDC_PROVIDERS", default=[]),
        "OAUTH_PKCE_ENABLED": True,
        # whoever the provider vouches for gets the account with the same e-mail address
        "EMAIL_AUTHENTICATION": env.bool("OIDC_TRUST_EMAIL", default=False),
        "VERIFIED_EMAIL": env.bool("OIDC_TRUST_EMAIL", default=False),
    }
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# --- Security ------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "regio.views.errors.csrf_failure"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^gezond/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=True)
    CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=True)

# Header in which the reverse proxy says when a request arrived there; only trusted when named.
ARRIVAL_HEADER = env.str("ARRIVAL_HEADER", default="")
ARRIVAL_MAX_SECONDS = env.int("ARRIVAL_MAX_SECONDS", default=60)
# How many proxies stand in front, whose X-Forwarded-For is believed for rate limits.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- Mail ----------------------------------------------------------------------------------------

# smtp+tls://user:password@host:587, or a folder for a trial: filemail:///var/mail
_mail = env.email_url_config(env.str("EMAIL_URL", default=f"filemail:///{BASE_DIR / 'var' / 'mail'}"))
_mail_options = {
    "host": _mail.get("EMAIL_HOST"),
    "port": _mail.get("EMAIL_PORT"),
    "username": _mail.get("EMAIL_HOST_USER") or "",
    "password": _mail.get("EMAIL_HOST_PASSWORD") or "",
    "use_tls": _mail.get("EMAIL_USE_TLS", False),
    "use_ssl": _mail.get("EMAIL_USE_SSL", False),
    "timeout": 20,
}
if _mail["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    _mail_options = {"file_path": f"/{_mail['EMAIL_FILE_PATH'].lstrip('/')}"}
elif _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    _mail["EMAIL_BACKEND"] = "regio.core.mail.SmtpBackend"
else:
    _mail_options = {}
MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"], "OPTIONS": _mail_options}}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Regio-infrastructuur <portaal@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mails come back that cannot be delivered; docs/operations/mail.md says how to wire it.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
if BOUNCE_ADDRESS and not is_bounce_address(BOUNCE_ADDRESS):
    raise ImproperlyConfigured(
        f"Set BOUNCE_ADDRESS to one plain address with at most {LONGEST_LOCAL_PART} characters before the @, "
        "without a +, as bounces@portaal.example.org."
    )
STAFF_EMAIL = env.str("STAFF_EMAIL", default="realisatie-eenheid@example.org")

# --- API -----------------------------------------------------------------------------------------

API_VERSION = "1.0.0"
# Questions a minute for each address; 0 means no limit (for benchmarks).
API_THROTTLE_PER_MINUTE = env.int("API_THROTTLE_PER_MINUTE", default=60)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "regio.api.schema.ResourceSchema",
    "EXCEPTION_HANDLER": "regio.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Regio-infrastructuur",
    "DESCRIPTION": (
        "Open gegevens over onderwijsregio's, partnerschappen Samen Opleiden en RAP-projecten, met hun "
        "organisaties, scholen en gemeenten. Alleen lezen, zonder sleutel. Rijen met `voorbeeld: true` "
        "zijn verzonnen en dienen om te laten zien hoe het portaal werkt."
    ),
    "VERSION": API_VERSION,
    "CONTACT": {"name": "Beheer van deze API", "url": f"{SITE_URL}/contact/", "email": STAFF_EMAIL},
    # relative to the place of the description, so right on every site that runs the portal
    "SERVERS": [{"url": "/api/v1", "description": "Deze site"}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "POSTPROCESSING_HOOKS": ["regio.api.schema.complete"],
}

# --- Logs and errors -----------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
_shared_processors = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]
structlog.configure(
    processors=[*_shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared_processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "filters": {"without_seals": {"()": "regio.core.sealed_addresses.WithoutSeals"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["without_seals"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)
