"""A Zendesk Help Center export comes in; its rows are known again by their ids, whatever became of their titles."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from community.accounts.queries_organisations import list_segments
from community.articles.audiences import PLAN, SEGMENT
from community.core.clock import now
from community.importing.actions import IMPORTER, Taken, note_progress, settle_authors
from community.importing.actions_tree import Known, settle_ground
from community.importing.models import ImportedKind
from community.importing.queries import find_imported, hash_of
from community.importing.runs import Advance, Report
from community.importing.runs_tree import TreeRun
from community.importing.tree_reading import PortalTree, TextFile
from community.service_levels.queries_menu import find_menu_in_force

WORDS_APART = ("position",)


def known_grants() -> set[str]:
    """The segments and plans here that a user segment there may be named after."""
    menu = find_menu_in_force(now())
    plans = {f"{PLAN}{one.key}" for one in (menu.plans if menu else ())}
    return plans | {f"{SEGMENT}{one.key}" for one in list_segments()}


def import_zendesk(
    tree: PortalTree,
    *,
    source: str,
    dry_run: bool = False,
    advance: Advance = lambda _pages: None,
) -> Report:
    """Bring an export in; what says what it said when it was taken is left alone, also where it was edited here."""
    report = Report(read=len(tree.texts), left_out=list(tree.left_out))
    run = ZendeskRun(tree, source, report)
    news = run.news()
    report.unchanged = len(tree.texts) - len(news)
    advance(report.unchanged)
    if dry_run:
        run.foresee([one for one in news if one.is_draft])
    elif news:
        run.take(news, advance)
    taken = [one for one in news if one.path not in run.outside]
    report.changed = sum(bool(run.known.get(run.key_of(one), (0, ""))[1]) for one in taken)
    report.added = len(taken) - report.changed
    return report


@dataclass
class ZendeskRun(TreeRun):
    """A run that remembers each row of the source."""

    known: dict[str, tuple[int, str]] = field(default_factory=dict)

    def key_of(self, text: TextFile) -> str:
        """The key of a text; a draft and what it becomes are one."""
        return f"{self.source}:{text.locale}:{text.article.rpartition('/')[2]}"[:500]

    def news(self) -> list[TextFile]:
        """The texts that are new, or say something else than when they were taken."""
        keys = {self.key_of(one): one for one in self.tree.texts}
        self.known = find_imported(ImportedKind.TRANSLATION, keys)
        return [one for key, one in keys.items() if self.known.get(key, (0, ""))[1] != said_by(one)]

    def settle(self, run_id: int) -> None:
        """Shelves and places by the ids of the source; members are made of its authors, nobody is taken for one."""
        names, self.tree.people = list(self.tree.people), {}
        known = Known(
            self._shelves(ImportedKind.CATEGORY, [one.key for one in self.tree.categories]),
            self._shelves(ImportedKind.SECTION, [one.key for one in self.tree.sections]),
        )
        self.ground = settle_ground(IMPORTER, self.tree, known)
        self.ground.people = settle_authors(IMPORTER, self.source, names, joined_at=now())
        taken = Taken(run_id)
        for kind, before, after in (
            (ImportedKind.CATEGORY, known.categories, self.ground.categories),
            (ImportedKind.SECTION, known.sections, self.ground.sections),
        ):
            for key in after.keys() - before.keys():
                taken.remember(kind, f"{self.source}:{key}"[:500], after[key])
        note_progress(taken, cursor=0, at=now())
        self.places = self.find(self.tree.texts)

    def find(self, texts: list[TextFile]) -> dict[str, int]:
        """File → its translation, of the texts that were taken before."""
        known = {one.path: self.known.get(self.key_of(one)) for one in texts}
        return {path: found[0] for path, found in known.items() if found is not None}

    def _shelves(self, kind: ImportedKind, keys: list[str]) -> dict[str, int]:
        found = find_imported(kind, [f"{self.source}:{key}"[:500] for key in keys])
        return {
            key.removeprefix(f"{self.source}:"): target for key, (target, _said) in found.items()
        }

    def remember_places(
        self, run_id: int, texts: list[TextFile], places: Mapping[str, int]
    ) -> None:
        """Note which translation holds which text of the source."""
        taken = Taken(run_id)
        for one in texts:
            taken.remember(ImportedKind.TRANSLATION, self.key_of(one), places[one.path])
        note_progress(taken, cursor=0, at=now())

    def remember_words(self, taken: Taken, texts: list[TextFile]) -> None:
        """Note what the source said."""
        for one in texts:
            taken.said.append((ImportedKind.TRANSLATION, self.key_of(one), said_by(one)))


def said_by(text: TextFile) -> str:
    """The hash of all that a text says, its place among others apart."""
    return hash_of(text.article, *text.said)
