"""Who of those who are told gets a letter, and when."""

from datetime import datetime

from community.core.clock import now
from community.core.i18n import zone
from community.core.mail_outbox import Draft
from community.notifications.kinds import Channel
from community.notifications.letters import (
    Reader,
    compose_letter,
    find_reply_target,
    may_quote,
    way_of,
)
from community.notifications.models import Fanout
from community.notifications.queries import Choices, wants
from community.notifications.queries_habits import DEFAULT_HABITS, list_habits, list_stopped
from community.notifications.queries_readers import list_noted_for
from community.notifications.quiet import quiet_ends


class PostOffice:
    """Decides who of a batch of readers gets a letter, and when."""

    def __init__(self, fanout: Fanout, readers: list[Reader], choices: Choices) -> None:
        self.fanout, self.choices = fanout, choices
        self.habits = list_habits([one.id for one in readers])
        self.stopped = list_stopped([one.email_key for one in readers])
        self.target, self.way_url = find_reply_target(fanout), way_of(fanout)
        self.quotes = may_quote(fanout)
        unproved = [one.id for one in readers if one.confirmed_at is None]
        # What became of a wish that the team noted in his name, a customer hears at the address that he gave them.
        self.customers = list_noted_for(fanout, unproved)

    def decide(self, reader: Reader) -> tuple[bool, datetime | None]:
        """Whether a letter leaves now, and if it waits for the end of quiet hours, until when."""
        habits = self.habits.get(reader.id, DEFAULT_HABITS)
        is_wanted = wants(self.choices, reader.id, self.fanout.kind, Channel.EMAIL)
        is_known = reader.confirmed_at is not None or reader.id in self.customers
        may_come = is_known and reader.email_key not in self.stopped
        if not (is_wanted and may_come and habits.takes(Channel.EMAIL)):
            return False, None
        ends = quiet_ends(now(), zone(reader.time_zone), habits.quiet_from, habits.quiet_until)
        return ends is None, ends

    def compose(self, reader: Reader) -> Draft:
        """The letter, for whoever writes it in his transaction."""
        # Nobody writes here in the name of an address that is not proved.
        target = self.target if reader.confirmed_at is not None else None
        return compose_letter(self.fanout, reader, target, self.way_url, quotes=self.quotes)
