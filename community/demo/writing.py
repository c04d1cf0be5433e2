"""What people of the demo began to write and have not sent."""

from typing import Any

from community.content import actions_unsent
from community.content.models_unsent import Place, Purpose, Words
from community.demo.reading import read_yaml
from community.demo.stage import Stage


def plan_unsent(stage: Stage) -> None:
    """Plan the drafts, each kept by its author as the forms do."""
    for one in read_yaml("unsent.yaml"):
        stage.plan(stage.at(one["at"]), _keep(stage, one))


def _keep(stage: Stage, one: dict[str, Any]) -> Any:
    words = Words(one.get("title", ""), one["body"], one["choices"])

    def keep() -> None:
        about_id = stage.made[one["about"]] if "about" in one else 0
        place = Place(Purpose(one["purpose"]), about_id)
        actions_unsent.keep(stage.actor(one["by"]), place, words, by_hand=True)

    return keep
