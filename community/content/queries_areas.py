"""Reads of product areas beside their names: who looks after them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.queries import Person, list_people
from community.content.models import ProductArea, ProductAreaOwner
from community.core.db import db


@dataclass(frozen=True)
class AreaLine:
    """A product area with what it is."""

    id: int
    key: str
    name: Mapping[str, str]
    description: Mapping[str, str]


def list_areas() -> list[AreaLine]:
    """All product areas in their order, with what each is; one statement."""
    columns = (ProductArea.id, ProductArea.key, ProductArea.name, ProductArea.description)
    statement = select(*columns).order_by(ProductArea.position, ProductArea.id)
    return [AreaLine(*row) for row in db.session.execute(statement)]


def list_owners(product_area_id: int) -> list[Person]:
    """The people who look after an area; two statements at most."""
    statement = select(ProductAreaOwner.member_id).where(
        ProductAreaOwner.product_area_id == product_area_id
    )
    people = list_people(set(db.session.scalars(statement)))
    return sorted(people.values(), key=lambda one: one.name.casefold())
