"""The example menu that the demo portal publishes: four plans, four severities, French holidays."""

from collections.abc import Iterable

import holidays

from community.service_levels.calendars import Calendar, Holiday, Target, Window, week_of
from community.service_levels.terms import (
    ANY_SEVERITY,
    CalendarTerms,
    CreditTerms,
    ExclusionTerms,
    FloorTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    SeverityTerms,
    TargetTerms,
    UptimeTerms,
    Words,
    business_days,
    business_hours,
    days,
    hours,
    minutes,
)

ZONE = "Europe/Paris"
OFFICE, LOCAL_OFFICE, WORKING_WEEK, ALWAYS = "office", "local_office", "working_week", "always"
COVERS = {
    "en": "Sign-in, tills, orders and deliveries; maintenance announced three days ahead, at night, is left out.",
    "fr": "Connexion, caisses, commandes et livraisons, hors maintenance de nuit annoncée trois jours avant.",
}
NIGHTS = Calendar(week_of([(1320, 300)], range(7)), (), ZONE)
MAINTENANCE = ExclusionTerms(notice_minutes=3 * 1440, hours=NIGHTS)

SEVERITIES = (
    SeverityTerms(
        "L1",
        {"en": "L1 · Standstill", "fr": "L1 · Arrêt"},
        {
            "en": "You cannot sell or deliver: a till, the orders or the deliveries stand still for everyone.",
            "fr": "Vous ne pouvez ni vendre ni livrer : caisse, commandes ou livraisons sont à l’arrêt pour tous.",
        },
    ),
    SeverityTerms(
        "L2",
        {"en": "L2 · Serious", "fr": "L2 · Grave"},
        {
            "en": "An important part fails or is very slow, and there is no way round that you could live with.",
            "fr": "Une partie importante échoue ou est très lente, sans solution de rechange acceptable.",
        },
    ),
    SeverityTerms(
        "L3",
        {"en": "L3 · Hindrance", "fr": "L3 · Gêne"},
        {
            "en": "Something does not work as described, but there is a way round.",
            "fr": "Quelque chose ne fonctionne pas comme décrit, mais il existe une solution de rechange.",
        },
    ),
    SeverityTerms(
        "L4",
        {"en": "L4 · Question", "fr": "L4 · Question"},
        {
            "en": "You would like to know how something works, or ask for a small change.",
            "fr": "Vous aimeriez savoir comment faire, ou demander une petite modification.",
        },
    ),
)


def french_holidays(years: Iterable[int]) -> tuple[Holiday, ...]:
    """Public holidays of France with their names in English and French."""
    names = {
        language: holidays.country_holidays("FR", years=list(years), language=code)
        for language, code in (("en", "en_US"), ("fr", "fr"))
    }
    return tuple(
        Holiday(day, {language: found[day] for language, found in names.items()})
        for day in sorted(names["en"])
    )


def demo_menu(years: Iterable[int] = (2026, 2027, 2028)) -> Menu:
    """The demo's terms, with the holidays of these years."""
    return Menu(
        plans=(_community(), _standard(), _premium(), _enterprise()),
        severities=SEVERITIES,
        calendars={terms.key: terms for terms in _calendars(french_holidays(years))},
        floors=(
            FloorTerms(PromiseKind.FIRST_RESPONSE, business_days(2), OFFICE),
            FloorTerms(PromiseKind.IDEA_RESPONSE, business_days(20), OFFICE),
            FloorTerms(PromiseKind.ARTICLE_VERIFICATION, days(180), ALWAYS),
        ),
        zone=ZONE,
    )


def _calendars(off: tuple[Holiday, ...]) -> tuple[CalendarTerms, ...]:
    office = week_of([(540, 1020)], range(5))
    return (
        CalendarTerms(
            OFFICE,
            {"en": "Monday to Friday, 9 to 17", "fr": "Du lundi au vendredi, de 9 h à 17 h"},
            Calendar(office, off, ZONE),
        ),
        CalendarTerms(
            LOCAL_OFFICE,
            {
                "en": "Monday to Friday, 9 to 17 where you are",
                "fr": "Du lundi au vendredi, de 9 h à 17 h chez vous",
            },
            Calendar(office),
        ),
        CalendarTerms(
            WORKING_WEEK,
            {"en": "Day and night, Monday to Friday", "fr": "Jour et nuit, du lundi au vendredi"},
            Calendar(week_of([(0, 1440)], range(5)), (), ZONE),
        ),
        CalendarTerms(
            ALWAYS,
            {"en": "Day and night, every day", "fr": "Jour et nuit, tous les jours"},
            Calendar(tuple(Window(day, 0, 1440) for day in range(7)), (), "UTC"),
        ),
    )


def _responses(*terms: tuple[str, Target, str]) -> tuple[TargetTerms, ...]:
    """First responses, and next responses in twice their time."""
    first = [
        TargetTerms(PromiseKind.FIRST_RESPONSE, key, target, calendar)
        for key, target, calendar in terms
    ]
    following = [
        TargetTerms(PromiseKind.NEXT_RESPONSE, key, target.times(2), calendar)
        for key, target, calendar in terms
    ]
    return (*first, *following)


def _resolutions(*terms: tuple[str, int, str]) -> tuple[TargetTerms, ...]:
    return tuple(
        TargetTerms(PromiseKind.RESOLUTION, key, business_days(amount), calendar)
        for key, amount, calendar in terms
    )


def _common(idea_days: int, claim_days: int | None = None) -> tuple[TargetTerms, ...]:
    """Ideas, articles and, where a plan has them, claims: these keep the company's hours."""
    common = (
        TargetTerms(PromiseKind.IDEA_RESPONSE, ANY_SEVERITY, business_days(idea_days), OFFICE),
        TargetTerms(PromiseKind.ARTICLE_VERIFICATION, ANY_SEVERITY, days(180), ALWAYS),
    )
    if claim_days is None:
        return common
    claim = business_days(claim_days)
    return (*common, TargetTerms(PromiseKind.CLAIM_DECISION, ANY_SEVERITY, claim, OFFICE))


def _community() -> PlanTerms:
    return PlanTerms(
        key="community",
        name={"en": "Community", "fr": "Communauté"},
        summary=_words(
            "For everyone: customers help each other, and we answer too.",
            "Pour tous : les clients s’entraident, et nous répondons aussi.",
        ),
        price=_words("Free", "Gratuit"),
        targets=(*_responses((ANY_SEVERITY, business_days(2), OFFICE)), *_common(20)),
        is_default=True,
    )


def _standard() -> PlanTerms:
    return PlanTerms(
        key="standard",
        name={"en": "Standard", "fr": "Standard"},
        summary=_words(
            "For one shop: quick answers while you are open.",
            "Pour une boutique : des réponses rapides pendant vos heures d’ouverture.",
        ),
        price=_words("Included in every subscription", "Compris dans chaque abonnement"),
        targets=(
            *_responses(
                ("L1", business_hours(2), LOCAL_OFFICE),
                ("L2", business_hours(6), LOCAL_OFFICE),
                ("L3", business_days(1), LOCAL_OFFICE),
                ("L4", business_days(2), LOCAL_OFFICE),
            ),
            *_common(20),
        ),
        tokens_a_month=1,
    )


def _premium() -> PlanTerms:
    return PlanTerms(
        key="premium",
        name={"en": "Premium", "fr": "Premium"},
        summary=_words(
            "For several shops: somebody is there when it matters.",
            "Pour plusieurs boutiques : quelqu’un est là quand c’est important.",
        ),
        price=_words("From €90 a month", "À partir de 90 € par mois"),
        targets=(
            *_responses(
                ("L1", hours(1), ALWAYS),
                ("L2", business_hours(2), WORKING_WEEK),
                ("L3", business_days(1), LOCAL_OFFICE),
                ("L4", business_days(2), LOCAL_OFFICE),
            ),
            *_resolutions(("L1", 1, ALWAYS), ("L2", 3, WORKING_WEEK), ("L3", 10, LOCAL_OFFICE)),
            *_common(20, 10),
        ),
        uptime=_uptime(99_900, 15, (99_900, 10), (99_000, 25), (95_000, 50)),
        tokens_a_month=3,
    )


def _enterprise() -> PlanTerms:
    return PlanTerms(
        key="enterprise",
        name={"en": "Enterprise", "fr": "Entreprise"},
        summary=_words(
            "For chains: day and night, every day of the year.",
            "Pour les enseignes : jour et nuit, tous les jours de l’année.",
        ),
        price=_words("By agreement", "Sur devis"),
        targets=(
            *_responses(
                ("L1", minutes(30), ALWAYS),
                ("L2", hours(2), ALWAYS),
                ("L3", hours(8), ALWAYS),
                ("L4", hours(24), ALWAYS),
            ),
            *_resolutions(("L1", 1, ALWAYS), ("L2", 3, ALWAYS), ("L3", 10, ALWAYS)),
            *_common(10, 5),
        ),
        uptime=_uptime(99_950, 30, (99_950, 10), (99_000, 30), (95_000, 100)),
    )


def _uptime(objective: int, claim_window_days: int, *tiers: tuple[int, int]) -> UptimeTerms:
    return UptimeTerms(
        objective,
        COVERS,
        tuple(CreditTerms(*tier) for tier in tiers),
        claim_window_days,
        MAINTENANCE,
    )


def _words(english: str, french: str) -> Words:
    return {"en": english, "fr": french}
