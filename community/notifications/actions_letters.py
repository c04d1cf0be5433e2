"""Who of those who are told gets a letter, and when."""

from datetime import datetime

from community.core.clock import now
from community.core.i18n import zone
from community.core.mail_outbox import Draft
from community.notifications.kinds import Channel
from community.notifications.letters import Reader, compose_letter, find_reply_target
from community.notifications.models import Fanout
from community.notifications.queries import Choices, wants
from community.notifications.queries_habits import DEFAULT_HABITS, list_habits, list_stopped
from community.notifications.quiet import quiet_ends


class PostOffice:
    """Decides who of a batch of readers gets a letter, and when."""

    def __init__(self, fanout: Fanout, readers: list[Reader], choices: Choices) -> None:
        self.fanout, self.choices = fanout, choices
        self.habits = list_habits([one.id for one in readers])
        self.stopped = list_stopped([one.email_key for one in readers])
        self.target = find_reply_target(fanout)

    def decide(self, reader: Reader) -> tuple[bool, datetime | None]:
        """Whether a letter leaves now, and if it waits for the end of quiet hours, until when."""
        habits = self.habits.get(reader.id, DEFAULT_HABITS)
        is_wanted = wants(self.choices, reader.id, self.fanout.kind, Channel.EMAIL)
        may_come = reader.confirmed_at is not None and reader.email_key not in self.stopped
        if not (is_wanted and may_come and habits.takes(Channel.EMAIL)):
            return False, None
        ends = quiet_ends(now(), zone(reader.time_zone), habits.quiet_from, habits.quiet_until)
        return ends is None, ends

    def compose(self, reader: Reader) -> Draft:
        """The letter, for whoever writes it in his transaction."""
        return compose_letter(self.fanout, reader, self.target)
