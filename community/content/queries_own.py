"""What is a viewer's own on a page that many share: his votes, what he follows, and posts that he alone sees."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    Engine,
    String,
    and_,
    bindparam,
    cast,
    exists,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from community.content.models import (
    AudienceGrant,
    Follow,
    FollowState,
    Subject,
    TargetKind,
    Visibility,
    Vote,
)
from community.content.queries_audiences import audiences_of, owner_of
from community.core.bare import BareConnections, Prepared, among, listed
from community.core.http_edge.frames import Mark
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor

FOLLOW, UNSEEN = "follow", "unseen"
TOPICS = (
    TargetKind.TAG,
    TargetKind.AREA,
    TargetKind.BOARD,
    TargetKind.SECTION,
    TargetKind.MEMBER,
    TargetKind.COMPONENT,
)
# The viewer in a statement that finds (kind, key) of his marks among `ids`; pillars have some of their own.
VIEWER: Any = bindparam("member", type_=Vote.member_id.type)
FindsMarks = Callable[[Engine], Any]


class OwnThings:
    """Bare statements about one viewer, put together once for an engine."""

    def __init__(self, engine: Engine, others: Iterable[FindsMarks] = ()) -> None:
        self.engine = engine
        further = [marks(engine) for marks in others]
        self.marks = Prepared(union_all(*_marks(engine), *further), engine)
        self.unseen = Prepared(_unseen(engine), engine)
        self.audiences = Prepared(
            audiences_of(among(AudienceGrant.grant, "grants", engine)), engine
        )

    def find_audiences(self, bare: BareConnections, actor: Actor) -> frozenset[int]:
        """The audiences that hold one of the actor's grants."""
        given = {"grants": listed(actor.grants, self.engine), "owner": owner_of(actor)}
        rows = bare.rows(self.audiences, **given)
        return frozenset(row[0] for row in rows)

    def find_marks(
        self, bare: BareConnections, actor: Actor, asked: frozenset[Mark]
    ) -> frozenset[Mark] | None:
        """Those of the asked that are the actor's; None when lists hold posts that he sees as their author alone."""
        given = {
            "member": actor.member_id,
            "audiences": listed(actor.audience_ids, self.engine),
        }
        if not asked:
            return None if bare.rows(self.unseen, **given) else frozenset()
        ids = listed({subject for _, subject in asked}, self.engine)
        found = {(row[0], row[1]) for row in bare.rows(self.marks, ids=ids, **given)}
        return None if (UNSEEN, 0) in found else frozenset(found)


def _marks(engine: Engine) -> tuple[Any, ...]:
    votes = select(Vote.kind, Vote.subject_id).where(
        Vote.member_id == VIEWER, among(Vote.subject_id, "ids", engine)
    )
    follows = select(literal(FOLLOW), Follow.target_id).where(
        Follow.member_id == VIEWER,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.state == FollowState.FOLLOWING,
        among(Follow.target_id, "ids", engine),
    )
    # A tag and a question may have the same key: the mark of a topic names its kind.
    topics = select(literal(f"{FOLLOW}_") + cast(Follow.target_kind, String), Follow.target_id)
    followed = topics.where(
        Follow.member_id == VIEWER,
        or_(*(Follow.target_kind == kind for kind in TOPICS)),
        Follow.state == FollowState.FOLLOWING,
        among(Follow.target_id, "ids", engine),
    )
    return votes, follows, followed, _unseen(engine)


def _unseen(engine: Engine) -> Any:
    """A row when the member wrote something that he sees and others with his rights do not.

    Three places in the index of authors, also for who wrote 50,000: public is the lowest audience. The words stand in
    the statement itself, so that PostgreSQL keeps one plan that knows how few posts are hidden.
    """
    state = {one: Subject.visibility == literal_column(f"'{one}'") for one in Visibility}
    closed = Subject.audience_id > literal_column(str(PUBLIC_AUDIENCE_ID))
    others = and_(
        state[Visibility.VISIBLE], closed, ~among(Subject.audience_id, "audiences", engine)
    )
    cases = (state[Visibility.PENDING], state[Visibility.HIDDEN], others)
    own = (exists().where(Subject.author_id == VIEWER, case) for case in cases)
    return select(literal(UNSEEN), literal(0)).where(or_(*own))
