"""Reads of the ask form."""

from dataclasses import dataclass

from sqlalchemy import select

from community.content.models import ProductVersion
from community.core.db import db

VERSIONS_SHOWN = 300


@dataclass(frozen=True)
class VersionRow:
    """A version of an area."""

    id: int
    product_area_id: int
    name: str


def list_versions() -> list[VersionRow]:
    """The versions of all areas, those of an area together and newest first; one statement."""
    statement = select(ProductVersion.id, ProductVersion.product_area_id, ProductVersion.name)
    newest = ProductVersion.released_at.desc(), ProductVersion.id.desc()
    ordered = statement.order_by(ProductVersion.product_area_id, *newest).limit(VERSIONS_SHOWN)
    return [VersionRow(*row) for row in db.session.execute(ordered)]
