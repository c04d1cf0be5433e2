"""The printed matrix: each permission against each kind of actor."""

from community.policies import articles, circles, common, customers, ideas, questions, uptime
from community.policies.actor import VISITOR, Actor, Role
from community.policies.permission import Permission
from community.policies.registry import can

RULE_MODULES = (articles, circles, common, customers, ideas, questions, uptime)

ACTORS: dict[str, Actor] = {
    "visitor": VISITOR,
    "member": Actor(member_id=-1, roles=frozenset({Role.MEMBER})),
    "suspended": Actor(member_id=-1, roles=frozenset({Role.MEMBER}), is_suspended=True),
    **{
        role.value: Actor(member_id=-1, roles=frozenset({Role.MEMBER, role}))
        for role in (Role.AGENT, Role.EDITOR, Role.PRODUCT_MANAGER, Role.MODERATOR, Role.ADMIN)
    },
}


def rows() -> list[tuple[str, list[bool]]]:
    """(permission, one answer per actor): what each may do to some thing at all."""
    return [
        (permission, [can(actor, permission) for actor in ACTORS.values()])
        for permission in Permission
    ]


def markdown() -> str:
    """The matrix as a Markdown table."""
    head = "| permission | " + " | ".join(ACTORS) + " |"
    line = "|---" * (len(ACTORS) + 1) + "|"
    body = [
        f"| `{name}` | " + " | ".join("yes" if may else "–" for may in answers) + " |"
        for name, answers in rows()
    ]
    return "\n".join([head, line, *body])
