"""The public record of kept promises, and the menu in force for programs."""

from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from community.accounts.sharing import shared_by_peers
from community.content.queries import everybody
from community.core.clock import now
from community.core.errors import NotFound
from community.core.http_edge.page_cache import keep_until
from community.core.i18n import local, locale
from community.curation.queries import list_cards
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import (
    queries_attainment,
    queries_menu,
    wording,
    wording_attainment,
)
from community.service_levels.attainment import LEAST, MONTHS, months_until
from community.service_levels.menu_document import SCHEMA, menu_document
from community.service_levels.models_kept import AttainmentFigure
from community.service_levels.queries_attainment import Chosen, Record
from community.service_levels.terms import Menu, PromiseKind

blueprint = Blueprint("attainment", __name__)

SCHEMA_KIND = "application/schema+json"


@blueprint.get("/services/attainment")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show() -> str:
    """How promises were kept in the last twelve months, by month, plan and severity."""
    record = queries_attainment.read_record(_chosen())
    menu = queries_menu.find_menu_in_force(now())
    plans = [(plan.key, local(plan.name)) for plan in menu.plans] if menu else []
    severities = [(one.key, local(one.name)) for one in menu.severities] if menu else []
    return render_template(
        "service_levels/attainment.html",
        record=record,
        plans=plans,
        severities=severities,
        months=months_until(now())[::-1],
        least=LEAST,
        definitions=wording_attainment.definitions(),
    )


def _chosen() -> Chosen:
    asked = {name: request.args.get(name, "") for name in ("kind", "plan", "severity", "month")}
    kinds = {kind.value: kind for kind in PromiseKind}
    return Chosen(
        kinds.get(asked["kind"], PromiseKind.FIRST_RESPONSE),
        asked["plan"],
        asked["severity"] if asked["plan"] else "",
        asked["month"] if asked["month"] in months_until(now()) else "",
    )


@blueprint.get("/services/attainment.json")
@access(Permission.PUBLIC_READ)
def show_document() -> Response:
    """The same figures for programs."""
    rows = queries_attainment.list_figures()
    counted_at = max((one.counted_at for one in rows), default=None)
    return _document(
        {
            "counted_at": counted_at.isoformat() if counted_at else None,
            "months": MONTHS,
            "least_in_a_group": LEAST,
            "definitions": wording_attainment.definitions(),
            "figures": [_figure(one) for one in rows],
        }
    )


def _figure(one: AttainmentFigure) -> dict[str, Any]:
    return {
        "promise": one.kind.value,
        "part": one.part.value,
        "plan": one.plan_key or None,
        "severity": one.severity or None,
        "month": one.month or None,
        "is_smaller_groups_together": one.is_rest,
        "promises": one.total,
        "kept": one.kept,
        "exceeded": one.exceeded,
        "by_community": one.by_community,
        "missed": one.missed,
        "median_seconds": one.median_seconds,
    }


@blueprint.get("/services/menu.json")
@access(Permission.PUBLIC_READ)
def show_menu_document() -> Response:
    """The whole menu in force; NotFound before the first."""
    versions = queries_menu.list_versions()
    version = queries_menu.choose_version(versions, request.args.get("version"), now())
    if version is None:
        raise NotFound
    if (next_one := queries_menu.next_beginning(versions, now())) is not None:
        keep_until(next_one)
    menu = queries_menu.menu_of(version)
    document = menu_document(
        menu,
        number=version.number,
        effective_from=version.effective_from,
        digest=version.digest,
        articles=_explaining(menu),
    )
    answer = _document({"$schema": url_for(".show_menu_schema", _external=True), **document})
    answer.headers["Link"] = f'<{url_for(".show_menu_schema", _external=True)}>; rel="describedby"'
    return answer


def _explaining(menu: Menu) -> dict[str, str]:
    """Line → the address of the article that explains it, of those that everybody may read, whoever asks."""
    cards = list_cards(everybody(), set(menu.articles.values()), locale())
    site = current_app.config["PORTAL"].public_url
    return {line: f"{site}{cards[key].href}" for line, key in menu.articles.items() if key in cards}


@blueprint.get("/services/menu.schema.json")
@access(Permission.PUBLIC_READ)
def show_menu_schema() -> Response:
    """The JSON schema of the menu."""
    answer = _document(SCHEMA)
    answer.mimetype = SCHEMA_KIND
    return answer


def _document(content: dict[str, Any]) -> Response:
    answer = jsonify(content)
    answer.add_etag()
    conditional = answer.make_conditional(request)
    return conditional if isinstance(conditional, Response) else answer


@blueprint.app_template_global()
def share_text(figure: AttainmentFigure) -> str:
    """The share that was kept, in thousandths of a percent rounded down: only what was never missed reads 100 %."""
    return wording.percent_text((figure.total - figure.missed) * 100_000 // figure.total // 10 * 10)


@blueprint.app_template_global()
def kind_options(kinds: tuple[PromiseKind, ...]) -> list[tuple[str, str]]:
    """(key, words) of these kinds for a filter."""
    return [(kind.value, wording.kind_text(kind)) for kind in kinds]


@blueprint.app_template_global()
def month_options(months: list[str]) -> list[tuple[str, str]]:
    """(key, words) of these months for a filter, all of them first."""
    named = [(key, _month_text(date.fromisoformat(f"{key}-01"))) for key in months]
    return [("", _("All")), *named]


@blueprint.app_template_global()
def month_bars(record: Record) -> list[tuple[str, float]]:
    """Each month that stands apart with the percentage that was kept in it, rounded down."""
    return [(_month_text(day), int(one.share * 1000) / 10) for day, one in record.months]


def _month_text(day: date) -> str:
    return format_date(day, "LLLL y", locale=locale())
