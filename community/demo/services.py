"""What customers of the demo have: service tokens of some months, and the record of how promises were kept."""

from flask import current_app
from sqlalchemy import select

from community.accounts.models import Organisation
from community.core.clock import as_of
from community.core.db import db, writing
from community.demo.stage import Stage
from community.service_levels.actions_tokens import give_tokens, use_token
from community.service_levels.models import Promise
from community.service_levels.queries_tokens import Lift, balance_of, find_lift

EARLIER, LATELY = ("-63d 06:00", "-32d 06:00"), "-1d 06:00"
GIVEN_TO, WHY = "potting-shed", "Merci for walking us through the stocktake twice."
MOST_LOOKED_AT = 50


def settle_services(stage: Stage) -> None:
    """Grant the tokens of the last months, thank a customer with one, let one be used, and count the record."""
    jobs = current_app.extensions["portal_queue"].jobs
    for month in EARLIER:
        with as_of(stage.at(month)):
            jobs["grant_tokens"][0]()
    with as_of(stage.at("-20d 10:00")), writing():
        statement = select(Organisation.id).where(Organisation.external_id == GIVEN_TO)
        give_tokens(stage.actor("camille-roux"), db.session.scalars(statement).one(), 1, WHY)
    with as_of(stage.at(LATELY)):
        jobs["grant_tokens"][0]()
    _use_one(stage)
    jobs["count_attainment"][0]()


def _use_one(stage: Stage) -> None:
    """The first customer whose question a token helps now uses one; nobody where none does."""
    statement = (
        select(Promise)
        .where(Promise.ended_at.is_(None), Promise.voided_at.is_(None))
        .where(Promise.organisation_id.is_not(None))
        .order_by(Promise.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    handles = {member_id: handle for handle, member_id in stage.members.items()}
    for promise in db.session.scalars(statement).all():
        asker, organisation_id = handles.get(promise.author_id or 0), promise.organisation_id
        if asker is None or organisation_id is None or not balance_of(organisation_id):
            continue
        if isinstance(find_lift(promise), Lift):
            with writing():
                use_token(stage.actor(asker), promise.id)
            return
