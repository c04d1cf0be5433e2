"""`flask import …`: the operator brings content of other systems in."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup
from tqdm import tqdm

from community.accounts.queries import get_actor, get_member
from community.content.queries import list_audience_ids
from community.core.errors import Invalid, NotFound
from community.core.i18n import LOCALES
from community.importing.export_help import export_help
from community.importing.left_out import LeftOut, summary
from community.importing.markdown_tree import TreeOptions, read_tree
from community.importing.question_rows import count_lines
from community.importing.runs import Report, import_questions
from community.importing.runs_help import import_help
from community.importing.runs_organisations import import_organisations
from community.importing.runs_tree import import_tree
from community.importing.runs_zendesk import import_zendesk, known_grants
from community.importing.tree_reading import is_portal_tree, read_portal_tree
from community.importing.zendesk_reading import read_zendesk
from community.importing.zendesk_rows import is_zendesk_export
from community.policies.actor import SYSTEM, VISITOR, Actor

SHOWN = 40

imports = AppGroup(
    "import", help="Bring content of other systems in; again and again, if you like."
)
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would happen; write nothing."
)
report_option = click.option(
    "--full-report", is_flag=True, help="List everything that was left out, not only the beginning."
)


@imports.command("questions")
@file_argument
@click.option(
    "--source", default="questions", show_default=True, help="Name of the system it comes from."
)
@dry_run_option
@report_option
def questions(file: Path, *, source: str, dry_run: bool, full_report: bool) -> None:
    """Import questions with their answers from JSON lines (.jsonl or .jsonl.gz)."""
    with tqdm(total=count_lines(file), unit=" questions") as bar:
        report = import_questions(file, source=source, dry_run=dry_run, advance=bar.update)
    tell(report, dry_run=dry_run, full=full_report)


@imports.command("organisations")
@file_argument
@dry_run_option
def organisations(file: Path, *, dry_run: bool) -> None:
    """Take over customers with their plans from a CSV; ends with 1 when a line was refused."""
    try:
        with tqdm(unit=" lines", disable=None) as bar:
            outcome = import_organisations(
                SYSTEM, file.read_text("utf-8"), dry_run=dry_run, advance=bar.update
            )
    except (Invalid, UnicodeDecodeError) as fault:
        raise click.ClickException(str(fault)) from fault
    for one in outcome.refused[:SHOWN]:
        click.echo(f"line {one.line}, {one.key or '(no id)'}: {one.reason}")
    click.echo(
        f"{'Would be: ' if dry_run else ''}{outcome.added} added, {outcome.changed} changed, "
        f"{outcome.unchanged} as they were, {outcome.plans_given} plans given, "
        f"{outcome.plans_changed} plans changed, {len(outcome.refused)} lines refused."
    )
    if outcome.refused:
        raise click.exceptions.Exit(1)


@imports.command("help")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--locale", type=click.Choice(LOCALES), help="Language of all pages; else the folders tell."
)
@click.option("--category", help="Name of the category that holds the folders; else the folder's.")
@click.option(
    "--site-url", help="Where the pages stood, so that links to there lead to the articles."
)
@click.option("--source", help="Name of the system it comes from; else the folder's.")
@dry_run_option
@report_option
def help_center(
    folder: Path,
    *,
    locale: str | None,
    category: str | None,
    site_url: str | None,
    source: str | None,
    dry_run: bool,
    full_report: bool,
) -> None:
    """Import a folder of Markdown (an export of a portal, Docusaurus, VuePress, GitBook or plain) as help articles."""
    if is_portal_tree(folder):
        take_tree(folder, source=source, dry_run=dry_run, full_report=full_report)
        return
    plan = read_tree(folder, TreeOptions(locale=locale, category=category, site_url=site_url))
    with tqdm(total=len(plan.pages), unit=" pages") as bar:
        name = source or folder.resolve().name
        report = import_help(plan, source=name, dry_run=dry_run, advance=bar.update)
    tell(report, dry_run=dry_run, full=full_report)


@imports.command("zendesk")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--source", help="Name of the system it comes from; else the folder's.")
@dry_run_option
@report_option
def zendesk(folder: Path, *, source: str | None, dry_run: bool, full_report: bool) -> None:
    """Import a Zendesk Help Center export: its JSON lists of categories, sections, articles and the others."""
    if not is_zendesk_export(folder):
        raise click.ClickException("The folder holds no articles.json and sections.json.")
    tree = read_zendesk(folder, known=known_grants())
    with tqdm(total=len(tree.texts), unit=" texts") as bar:
        name = source or folder.resolve().name
        report = import_zendesk(tree, source=name, dry_run=dry_run, advance=bar.update)
    tell(report, dry_run=dry_run, full=full_report)


def take_tree(folder: Path, *, source: str | None, dry_run: bool, full_report: bool) -> None:
    """Import a folder that `flask export help` wrote."""
    tree = read_portal_tree(folder)
    with tqdm(total=len(tree.texts), unit=" texts") as bar:
        name = source or folder.resolve().name
        report = import_tree(tree, source=name, dry_run=dry_run, advance=bar.update)
    tell(report, dry_run=dry_run, full=full_report)


exports = AppGroup(
    "export", help="Take content out, for a backup, another portal, or to edit it as files."
)


@exports.command("help")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--seen-by",
    metavar="HANDLE",
    help="Only what this member sees; `public` for what everybody sees. Else all of it.",
)
def export_help_center(folder: Path, *, seen_by: str | None) -> None:
    """Write the help center as a tree of Markdown that `flask import help` reads again."""
    try:
        if folder.exists() and any(folder.iterdir()):
            raise click.ClickException("The folder is not empty.")
        click.echo(f"{export_help(_reader(seen_by), folder)} texts written.")
    except OSError as error:
        raise click.ClickException(f"The folder cannot be written: {error}") from error


def _reader(handle: str | None) -> Actor:
    if handle is None:
        return SYSTEM
    if handle == "public":
        return replace(VISITOR, audience_ids=list_audience_ids(VISITOR))
    try:
        return get_actor(get_member(handle.removeprefix("@")).id, list_audience_ids)
    except NotFound as unknown:
        raise click.ClickException("Nobody has this handle.") from unknown


def tell(report: Report, *, dry_run: bool, full: bool) -> None:
    """Print what an import did and what it left out."""
    would = "would be " if dry_run else ""
    click.echo(
        f"{report.read} read: {report.added} {would}added, {report.changed} {would}changed, "
        f"{report.unchanged} unchanged."
    )
    list_left_out(report.left_out, full=full)


def list_left_out(lines: Iterable[LeftOut], *, full: bool) -> None:
    """Print why things stayed outside, the most frequent reason first, then each of them."""
    lines = list(lines)
    for reason, count in summary(lines):
        click.echo(f"{count:>7}  {reason}")
    for line in lines if full else lines[:SHOWN]:
        times = f" ({line.count}×)" if line.count > 1 else ""
        click.echo(
            f"  {line.source}: {line.reason}{f': {line.detail}' if line.detail else ''}{times}"
        )
    if not full and len(lines) > SHOWN:
        click.echo(f"  … and {len(lines) - SHOWN} more; --full-report lists them all.")
