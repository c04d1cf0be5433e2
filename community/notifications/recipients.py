"""Whom a happening concerns: statements that give member ids, never more than those who see the subject."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, or_, select, union

from community.accounts.models import MemberRole, Membership
from community.articles.models import Article, ArticleArea, ArticleAuthor
from community.articles.states import CreditKind
from community.content.models import (
    Follow,
    FollowState,
    ProductAreaOwner,
    Subject,
    SubjectTag,
    TargetKind,
    Vote,
    VoteKind,
)
from community.content.queries_circles import holders_of
from community.ideas.models import Idea
from community.ideas.models_life import Verdict
from community.ideas.models_merging import IdeaSupporter
from community.policies.actor import PUBLIC_AUDIENCE_ID, STAFF_ROLES, Role
from community.uptime.queries import EVERYTHING

Ids = Select[*tuple[Any, ...]]
# What an article owes to those of whose question and answers it was made.
OF_QUESTIONS = (CreditKind.ANSWERER, CreditKind.ASKER)


def authors(subject_id: int) -> Ids:
    """Whoever wrote the subject."""
    return select(Subject.author_id).where(Subject.id == subject_id, Subject.author_id.is_not(None))


def followers(kind: TargetKind, target_id: int) -> Ids:
    """Those who follow a subject or a topic."""
    return select(Follow.member_id).where(
        Follow.target_kind == kind,
        Follow.target_id == target_id,
        Follow.state == FollowState.FOLLOWING,
    )


def supporters(idea_id: int) -> Ids:
    """Those who support an idea, or one that is merged into it."""
    return select(IdeaSupporter.member_id).where(IdeaSupporter.root_id == idea_id)


def attached_to(idea_ids: list[int]) -> Ids:
    """Those who proposed, voted for or follow one of these ideas and did not mute it."""
    followed = select(Follow.member_id).where(
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id.in_(idea_ids),
        Follow.state == FollowState.FOLLOWING,
    )
    voted = select(Vote.member_id).where(
        Vote.subject_id.in_(idea_ids), Vote.kind == VoteKind.SUPPORT, Vote.voided_at.is_(None)
    )
    wrote = select(Subject.author_id).where(
        Subject.id.in_(idea_ids), Subject.author_id.is_not(None)
    )
    deaf = select(Follow.member_id).where(
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id.in_(idea_ids),
        Follow.state == FollowState.MUTED,
    )
    whole = union(followed, voted, wrote).subquery()
    return select(whole.c.member_id).where(whole.c.member_id.not_in(deaf))


def asked_about(idea_id: int, change_id: int) -> Ids:
    """Those who support a shipped idea and have not said yet whether it solves their problem."""
    answered = select(Verdict.member_id).where(Verdict.change_id == change_id)
    return supporters(idea_id).where(IdeaSupporter.member_id.not_in(answered))


def people_of_idea(idea_id: int) -> tuple[Ids, ...]:
    """Those whom each decision about an idea concerns: supporters, followers and its author."""
    return supporters(idea_id), followers(TargetKind.SUBJECT, idea_id), authors(idea_id)


def attached_to_each(idea_ids: Collection[int]) -> Ids:
    """Those whom decisions about these ideas concern, by an idea at least that they have not muted."""
    follow = and_(Follow.target_kind == TargetKind.SUBJECT, Follow.target_id.in_(idea_ids))
    concerned = union(
        select(IdeaSupporter.root_id, IdeaSupporter.member_id).where(
            IdeaSupporter.root_id.in_(idea_ids)
        ),
        select(Follow.target_id, Follow.member_id).where(
            follow, Follow.state == FollowState.FOLLOWING
        ),
        select(Subject.id, Subject.author_id).where(
            Subject.id.in_(idea_ids), Subject.author_id.is_not(None)
        ),
    ).subquery()
    idea_id, member_id = concerned.c
    deaf = select(Follow.member_id).where(follow, Follow.state == FollowState.MUTED)
    deaf = deaf.where(Follow.target_id == idea_id, Follow.member_id == member_id)
    return select(member_id).where(~deaf.exists())


def followers_of_topics(subject_id: int, product_area_id: int | None) -> Ids:
    """Those who follow the subject's area or one of its tags."""
    tags = select(SubjectTag.tag_id).where(SubjectTag.subject_id == subject_id)
    topic = or_(
        and_(Follow.target_kind == TargetKind.TAG, Follow.target_id.in_(tags)),
        and_(Follow.target_kind == TargetKind.AREA, Follow.target_id == (product_area_id or 0)),
    )
    return select(Follow.member_id).where(topic, Follow.state == FollowState.FOLLOWING)


def followers_of_idea(idea_id: int) -> Ids:
    """Those who follow the board or the area of an idea, or its author where it is for everybody to see."""
    of_idea = Subject.id == idea_id
    author = select(Subject.author_id).where(of_idea, Subject.audience_id == PUBLIC_AUDIENCE_ID)
    keys = {
        TargetKind.BOARD: select(Idea.board_id).where(Idea.id == idea_id),
        TargetKind.AREA: select(Subject.product_area_id).where(of_idea),
        TargetKind.MEMBER: author,
    }
    topics = (
        and_(Follow.target_kind == kind, Follow.target_id.in_(key)) for kind, key in keys.items()
    )
    return select(Follow.member_id).where(or_(*topics), Follow.state == FollowState.FOLLOWING)


def followers_of_article(article_id: int, writers: Collection[int]) -> Ids:
    """Those who follow the section of an article that can be read, but for whoever wrote it."""
    section = select(Article.section_id).where(
        Article.id == article_id, Article.archived_at.is_(None)
    )
    return select(Follow.member_id).where(
        Follow.target_kind == TargetKind.SECTION,
        Follow.target_id.in_(section),
        Follow.state == FollowState.FOLLOWING,
        Follow.member_id.not_in(writers),
    )


def credited_on(article_id: int) -> Ids:
    """Those of whose question and answers an article was made."""
    return select(ArticleAuthor.member_id).where(
        ArticleAuthor.article_id == article_id, ArticleAuthor.kind.in_(OF_QUESTIONS)
    )


def muted_topics(thread_id: int, product_area_id: int | None, author_id: int | None) -> Ids:
    """Those who muted one of the thread's tags, an area of it, its board or who wrote what is told."""
    tags = select(SubjectTag.tag_id).where(SubjectTag.subject_id == thread_id)
    board = select(Idea.board_id).where(Idea.id == thread_id)
    areas = select(ArticleArea.product_area_id).where(ArticleArea.article_id == thread_id)
    topic = or_(
        and_(Follow.target_kind == TargetKind.TAG, Follow.target_id.in_(tags)),
        and_(Follow.target_kind == TargetKind.BOARD, Follow.target_id.in_(board)),
        and_(Follow.target_kind == TargetKind.AREA, Follow.target_id == (product_area_id or 0)),
        and_(Follow.target_kind == TargetKind.AREA, Follow.target_id.in_(areas)),
        and_(Follow.target_kind == TargetKind.MEMBER, Follow.target_id == (author_id or 0)),
    )
    return select(Follow.member_id).where(topic, Follow.state == FollowState.MUTED)


def holders(*roles: Role) -> Ids:
    """Members with one of these roles."""
    return select(MemberRole.member_id).where(MemberRole.role.in_(roles))


def owners(product_area_id: int | None) -> Ids:
    """Those of the team who look after an area."""
    return (
        select(ProductAreaOwner.member_id)
        .join(MemberRole, MemberRole.member_id == ProductAreaOwner.member_id)
        .where(ProductAreaOwner.product_area_id == (product_area_id or 0))
        .where(MemberRole.role.in_(STAFF_ROLES))
    )


def writers(wanted: list[int] | None, unless: list[int]) -> Ids:
    """Help writers: these, or with None all but the others."""
    if wanted is None:
        return holders(Role.EDITOR).where(MemberRole.member_id.not_in(unless))
    return holders(Role.EDITOR, Role.ADMIN).where(MemberRole.member_id.in_(wanted))


def watchers(component_ids: list[int], incident_id: int) -> Ids:
    """Those who follow one of these components, or all of them, and those who follow the incident."""
    watched = and_(
        Follow.target_kind == TargetKind.COMPONENT,
        Follow.target_id.in_([EVERYTHING, *component_ids]),
    )
    spoken_of = and_(Follow.target_kind == TargetKind.SUBJECT, Follow.target_id == incident_id)
    return select(Follow.member_id).where(
        or_(watched, spoken_of), Follow.state == FollowState.FOLLOWING
    )


def contacts(organisation_id: int) -> Ids:
    """The contacts of an organisation; while it has named none, all its people."""
    mine = and_(Membership.organisation_id == organisation_id, Membership.left_at.is_(None))
    named = select(Membership.id).where(mine, Membership.is_contact)
    return select(Membership.member_id).where(
        mine, or_(Membership.is_contact, ~named.correlate(None).exists())
    )


def muted(subject_id: int) -> Ids:
    """Those who muted the subject: they hear nothing of it."""
    return select(Follow.member_id).where(
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == subject_id,
        Follow.state == FollowState.MUTED,
    )


def inside_circle(area_id: int) -> Ids:
    """Those whom badges let into the circle of an area."""
    held = holders_of(area_id).subquery()
    return select(held.c.member_id)


def any_of(*parts: Ids) -> Any:
    """Each member once."""
    return union(*parts).subquery()
