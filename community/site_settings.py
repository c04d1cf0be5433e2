"""The settings in force: read once a request, stored where they differ from the catalogue's defaults."""

from dataclasses import fields
from typing import Any

from flask import current_app, g, has_app_context
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, Json, db, upsert
from community.core.errors import Invalid
from community.core.http_edge.page_cache import stamp_of_request
from community.core.versions import raise_version
from community.settings_catalogue import SiteSettings


class SiteSetting(Base):
    """A setting that differs from its default."""

    __tablename__ = "site_settings"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)


def current() -> SiteSettings:
    """The settings in force, read once a request; the defaults outside an app."""
    if not has_app_context():
        return SiteSettings()
    if "site_settings" not in g:
        stamp = stamp_of_request()
        g.site_settings = load() if stamp is None else kept(stamp[-1])
    loaded: SiteSettings = g.site_settings
    return loaded


def kept(version: Any) -> SiteSettings:
    """What this process read last, while nothing that counts its changes has changed."""
    held, settings = current_app.extensions.get("portal_settings", (object(), None))
    if held != version:
        settings = load()
        current_app.extensions["portal_settings"] = (version, settings)
    found: SiteSettings = settings
    return found


def load() -> SiteSettings:
    """The settings in force, from the database; stored keys that are no longer in the catalogue are left out."""
    known = {one.name for one in fields(SiteSettings)}
    rows = db.session.execute(select(SiteSetting.key, SiteSetting.value))
    return SiteSettings(**{row.key: row.value for row in rows if row.key in known})


def change(**values: Any) -> dict[str, Any]:
    """Store these settings in the present transaction; what really changed. Invalid(field) out of bounds."""
    before = load()
    changed = {}
    for name, value in values.items():
        checked = check(name, value)
        if checked != getattr(before, name):
            changed[name] = checked
            upsert(SiteSetting, {"key": name}, value=checked)
    if changed:
        raise_version("settings")
        g.pop("site_settings", None)
    return changed


def check(name: str, value: Any) -> Any:
    """The value as it is stored; Invalid on the field when its type or bounds do not fit."""
    spec = {one.name: one for one in fields(SiteSettings)}[name]
    low, high = spec.metadata["low"], spec.metadata["high"]
    if isinstance(spec.default, bool):
        return bool(value)
    if isinstance(spec.default, int):
        if isinstance(value, bool) or not isinstance(value, int):
            raise Invalid(_l("Please enter a whole number."), field=name)
        size = value
    else:
        size = len(str(value))
    if (low is not None and size < low) or (high is not None and size > high):
        raise Invalid(
            _l("Please stay between %(low)s and %(high)s.", low=low or 0, high=high), field=name
        )
    return value
