"""Opens the circle of each product area; who is inside is never written down, it is asked."""

from collections.abc import Collection

from sqlalchemy import select

from community.content.actions import intern_audience
from community.content.models import ProductArea
from community.content.models_circles import Circle
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.versions import raise_version
from community.policies.actor import ALL_CIRCLES, circle_of


def install_circles(keys: Collection[str] | None = None) -> None:
    """Open the circles of all product areas (of these keys) that have none yet."""
    without = select(ProductArea.id).where(
        ProductArea.id.not_in(select(Circle.product_area_id)),
        *([] if keys is None else [ProductArea.key.in_(keys)]),
    )
    for area_id in db.session.scalars(without.order_by(ProductArea.id)).all():
        audience_id = intern_audience((circle_of(area_id), ALL_CIRCLES))
        if insert_once(Circle, product_area_id=area_id, audience_id=audience_id, opened_at=now()):
            raise_version("circles")
