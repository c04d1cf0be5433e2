"""The search report of the team: what people look for, what they do not find, and what look-alikes did."""

from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from community.accounts.session import current_actor
from community.content.queries import list_product_areas
from community.core.db import writing
from community.core.errors import NotFound
from community.core.i18n import LOCALES, NAMES
from community.core.spreadsheet import csv_text
from community.policies.access import access
from community.policies.permission import Permission
from community.search import forms_report as forms
from community.search import queries_deflection, queries_report
from community.search.actions_report import take_up
from community.search.masking import phrase_of
from community.search.queries_report import PhraseRow
from community.search.report import Measure, Work
from community.search.wording import kind_words, measure_words, work_words

blueprint = Blueprint("search_report", __name__)

Page = str | BaseResponse
FORMS = {
    Work.ARTICLE: "/desk/articles/new",
    Work.SYNONYM: "/desk/glossary/new",
    Work.QUESTION: "/questions/ask",
    Work.IDEA: "/ideas/new",
}


@blueprint.get("/desk/search")
@access(Permission.SEARCH_REPORT)
def index() -> Page:
    """The figures, the weeks, and the phrases by what became of them."""
    areas = list_product_areas()
    period, measure = forms.period(request.args, areas), forms.measure(request.args)
    return render_template(
        "search/report.html",
        figures=queries_report.sum_figures(period),
        weeks=queries_report.list_weeks(period),
        of_languages=queries_report.list_languages(period),
        of_areas=queries_report.list_areas(period),
        page=queries_report.list_phrases(period, measure, request.args.get("after")),
        period=period,
        measure=measure,
        measures=measure_words(),
        works=work_words(),
        areas=areas,
        area=request.args.get("area", ""),
        choices_of_weeks=forms.WEEKS,
        languages=NAMES,
    )


@blueprint.get("/desk/search.csv")
@access(Permission.SEARCH_REPORT)
def export() -> Page:
    """The phrases as a file for a spreadsheet."""
    period = forms.period(request.args, list_product_areas())
    rows = queries_report.list_lines(period, forms.measure(request.args))
    header = ["phrase", "language", *(str(one) for one in Measure), "proposed", "taken up as"]
    text = csv_text(header, map(_line, rows))
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=searches.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _line(row: PhraseRow) -> tuple[str | int | None, ...]:
    one = row.figures
    numbers = (one.nothing, one.unopened, one.asked, one.searches, one.proposed)
    return row.phrase, row.locale, *numbers, row.work and str(row.work)


@blueprint.post("/desk/search/take-up")
@access(Permission.SEARCH_REPORT)
def make_work() -> Page:
    """Make an article, a synonym, a question or an idea of a phrase: its form opens with the phrase and its numbers."""
    work, lang = forms.work(request.form.get("work")), request.form.get("locale", "")
    phrase = phrase_of(request.form.get("phrase", ""))
    if work is None or lang not in LOCALES or not phrase:
        raise NotFound
    weeks = forms.period(request.form, ()).weeks
    row = queries_report.get_phrase(phrase, lang, weeks=weeks)
    with writing():
        take_up(current_actor(), phrase, lang, work)
    note = _note(row, weeks)
    flash(note, "message")
    return redirect(_form_of(work, phrase, lang, note), 303)


def _note(row: PhraseRow, weeks: int) -> str:
    """The numbers of a phrase in a sentence."""
    searched = ngettext(
        "“%(phrase)s” was searched for %(num)s time in %(weeks)s weeks.",
        "“%(phrase)s” was searched for %(num)s times in %(weeks)s weeks.",
        row.figures.searches,
        phrase=row.phrase,
        weeks=weeks,
    )
    nothing = ngettext(
        "%(num)s time nothing was found.",
        "%(num)s times nothing was found.",
        row.figures.nothing,
    )
    return f"{searched} {nothing}"


def _form_of(work: Work, phrase: str, lang: str, note: str) -> str:
    title = phrase[:1].upper() + phrase[1:]
    given = {
        Work.ARTICLE: {"title": title, "lang": lang, "note": note},
        Work.SYNONYM: {"synonym": phrase, "lang": lang},
        Work.QUESTION: {"title": title, "body": note, "lang": lang},
        Work.IDEA: {"title": title, "body": note, "lang": lang},
    }[work]
    return f"{FORMS[work]}?{urlencode(given)}"


@blueprint.get("/desk/search/look-alikes")
@access(Permission.SEARCH_REPORT)
def look_alikes() -> Page:
    """What was shown beside forms for asking and proposing, what was opened, and which forms were left after it."""
    weeks = forms.period(request.args, ()).weeks
    after = request.args.get("after")
    return render_template(
        "search/deflection.html",
        forms=queries_deflection.sum_forms(weeks),
        page=queries_deflection.list_deflectors(current_actor(), weeks, after),
        weeks=weeks,
        choices_of_weeks=forms.WEEKS,
        kind_words=kind_words(),
    )


@blueprint.get("/desk/search/before/<int:subject_id>")
@access(Permission.SEARCH_REPORT)
def before(subject_id: int) -> Page:
    """What the author of a question or an idea was shown before sending it."""
    template = "search/_before.html" if request.headers.get("HX-Request") else "search/before.html"
    return render_template(
        template,
        rows=queries_deflection.list_seen_before(current_actor(), subject_id),
        own=queries_deflection.find_titles([subject_id]).get(subject_id),
        kind_words=kind_words(),
    )
