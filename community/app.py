"""Puts the parts together, nothing else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import config as configuration
from community import cli, site_settings, wiring
from community.accounts.erasing import init_erasure
from community.accounts.session import current_actor, init_sessions
from community.accounts.sharing import for_author
from community.accounts.viewers import Viewers
from community.content.queries import list_audience_ids
from community.content.queries_own import OwnThings
from community.core import i18n
from community.core.assets import init_assets, keep_templates
from community.core.db import db, init_db
from community.core.files import init_files
from community.core.http_edge.errors import init_errors
from community.core.http_edge.frames import init_frames
from community.core.http_edge.headers import init_headers
from community.core.http_edge.health import AnyHost
from community.core.http_edge.legible import init_legible
from community.core.http_edge.locale import choose_locale, choose_theme, init_locale
from community.core.http_edge.origin import init_origin
from community.core.http_edge.page_cache import init_page_cache
from community.core.logs import init_logs
from community.core.mail import init_mail
from community.core.mail_outbox import init_letters
from community.core.outbox import init_outbox
from community.core.search_engine.installed import init_search_engine
from community.core.signals import init_signals
from community.core.tasks import init_queue
from community.demo.presence import refuse_demo
from community.home.addresses import canonical_url, theme_url
from community.policies.access import access
from community.policies.permission import Permission
from config import Config, Mode

MAX_REQUEST_BYTES = 10 * 1024 * 1024
MAX_FORM_BYTES = 256 * 1024
OPEN_BLUEPRINTS = ("health.", "files.")


def create_app(config: Config | None = None) -> Flask:
    """The portal under this configuration, by default that of the environment; ConfigFaults where it cannot start."""
    config = config or configuration.load()
    refuse_demo(config)
    app = Flask("community", static_folder=None)
    app.config.from_mapping(flask_settings(config))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _ground(app, config)
    _edge(app)
    _features(app)
    if config.mode is Mode.PRODUCTION:
        app.wsgi_app = AnyHost(app.wsgi_app, config.host)  # type: ignore[method-assign]
    if config.trusted_proxies:
        # Before the page cache, which tells visitors and hosts apart as well.
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def flask_settings(config: Config) -> dict[str, Any]:
    """What Flask and its extensions read of our configuration."""
    return {
        "PORTAL": config,
        "TESTING": config.mode is Mode.TEST,
        "SECRET_KEY": config.secret_key,
        "SECRET_KEY_FALLBACKS": list(config.secret_key_fallbacks),
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        # What is written into rows is nobody's business who reads logs.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True}
        | ({} if config.is_sqlite else {"pool_size": 8, "pool_use_lifo": True}),
        "SESSION_COOKIE_NAME": "__Host-session" if config.is_secure else "session",
        "SESSION_COOKIE_SECURE": config.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_BYTES,
        "MAX_FORM_PARTS": 200,
        "TRUSTED_HOSTS": [config.host, *config.trusted_hosts]
        if config.mode is Mode.PRODUCTION
        else None,
        "PREFERRED_URL_SCHEME": "https" if config.is_secure else "http",
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _ground(app: Flask, config: Config) -> None:
    init_logs(app)
    keep_templates(app, config.data_folder / "templates")
    init_db(app)
    Migrate(app, db, directory=str(Path(app.root_path).parent / "migrations"), render_as_batch=True)
    init_outbox(app, wiring.SUBSCRIBERS)
    init_queue(app, wiring.JOBS)
    init_signals(app, wiring.SIGNALS)
    init_erasure(app, wiring.ERASURE)
    init_mail(app)
    init_letters(app, wiring.STILL_WANTED)
    init_files(app, config.data_folder / "files")
    init_search_engine(app, config.data_folder / "search")
    watch = config.mode is Mode.DEVELOPMENT
    init_assets(app, Path(app.root_path) / "static", config.data_folder / "assets", watch=watch)


def _edge(app: Flask) -> None:
    init_headers(app)
    init_legible(app)
    init_locale(
        app,
        lambda: (site_settings.current().default_locale, site_settings.current().company_time_zone),
    )
    init_origin(app)
    init_sessions(app, list_audience_ids)
    init_errors(app)
    with app.app_context():
        viewers = Viewers(app, db.engine, OwnThings(db.engine, wiring.OWN_MARKS))
        app.extensions["portal_viewers"] = viewers
        init_page_cache(app, db.engine, viewers)


def _features(app: Flask) -> None:
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(OPEN_BLUEPRINTS):
            access(Permission.PUBLIC_READ)(view)
    app.context_processor(page_context)
    init_frames(app, wiring.OWN_PARTS)
    app.jinja_env.globals.update(
        theme_url=theme_url,
        canonical_url=canonical_url,
        local=i18n.local,
        for_author=for_author,
        bell_count=lambda: current_actor().unread,
    )
    app.jinja_env.filters["local"] = i18n.local
    cli.init_cli(app)


def page_context() -> dict[str, Any]:
    """What every page may say."""
    return {
        "site": site_settings.current(),
        "locale": choose_locale(),
        "locales": i18n.NAMES,
        "theme": choose_theme(),
    }
