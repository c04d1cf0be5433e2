"""What a letter that came back says: gone for good, in trouble for now, a complaint, or nothing (RFC 3464, 5965)."""

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from community.notifications.mail_parts import first_text, header, is_from_machine

LOOKED_AT = 20_000


class Verdict(StrEnum):
    """What became of a letter."""

    PERMANENT = "permanent"
    TRANSIENT = "transient"
    COMPLAINT = "complaint"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Bounce:
    """The verdict, with the status as servers say it (`5.1.1`) and their words on one line."""

    verdict: Verdict
    status: str = ""
    words: str = ""


NOTHING = Bounce(Verdict.NOTHING)
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
BASIC = re.compile(r"(?<![\d.])(4\d\d|5\d\d)(?=[\s-])")
NOBODY = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|address)|does(?:n['’]t| not) exist|"
    r"no mailbox here|account (?:is |has been )?(?:disabled|closed)|recipient (?:address )?(?:unknown|rejected: user)|"
    r"address not found|utilisateur inconnu|adresse introuvable",
    re.IGNORECASE,
)
# Of what never works, the causes that lie in the address itself; others (full, policy, size) may pass.
LASTING = re.compile(r"5\.(?:1\.\d+|2\.1|4\.310)")
LASTING_CODES = ("550", "551", "553")


def read_bounce(message: Message) -> Bounce:
    """What this letter to a bounce address says; an absence note or a delay says nothing."""
    report = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() == "multipart/report" and report == "feedback-report":
        return Bounce(Verdict.COMPLAINT, "", _feedback(message))
    statuses = [part for part in message.walk() if _is_status(part)]
    if statuses:
        return _read_status(statuses[0])
    if _is_from_mailer(message):
        return _judge("", first_text(message)[:LOOKED_AT], is_final=True)
    return NOTHING


def read_refusal(words: str) -> Bounce:
    """What a server said when it refused a letter at once, such as `550 5.1.1 no such user`."""
    return _judge("", words, is_final=True)


def _is_status(part: Message) -> bool:
    return part.get_content_type() in (
        "message/delivery-status",
        "message/global-delivery-status",
    )


def _is_from_mailer(message: Message) -> bool:
    sender = header(message, "From").lower()
    if "mailer-daemon" in sender or "postmaster" in sender:
        return True
    is_absence = is_from_machine(message) and header(message, "Auto-Submitted") == "auto-replied"
    return header(message, "Return-Path").strip() == "<>" and not is_absence


def _read_status(part: Message) -> Bounce:
    """The fields of the first reader who is named: there is one a letter."""
    groups = part.get_payload()
    fields = [one for one in groups if isinstance(one, Message)] if isinstance(groups, list) else []
    reader = next((one for one in fields or [part] if one.get("Action")), None)
    if reader is None:
        return NOTHING
    action = header(reader, "Action").strip().lower()
    said = header(reader, "Diagnostic-Code")
    return _judge(header(reader, "Status"), said, is_final=action == "failed")


def _judge(status: str, said: str, *, is_final: bool) -> Bounce:
    if not is_final:
        return NOTHING
    words = " ".join(said.split())[:300]
    exact = ENHANCED.search(status) or ENHANCED.search(said)
    if exact and exact[0] in ("5.0.0", "4.0.0"):
        exact = ENHANCED.search(said) or exact
    code = BASIC.search(said)
    if exact is None and code is None and not NOBODY.search(said):
        return NOTHING
    shown = exact[0] if exact else code[0] if code else "5.1.1"
    return Bounce(_verdict(shown, code[0] if code else "", said), shown, words)


def _verdict(status: str, code: str, said: str) -> Verdict:
    if status.startswith("2"):
        return Verdict.NOTHING
    if status.startswith("4"):
        return Verdict.TRANSIENT
    vague = "." not in status or status == "5.0.0"
    lasting = bool(LASTING.fullmatch(status)) or (vague and code in LASTING_CODES)
    if lasting or (vague and NOBODY.search(said)):
        return Verdict.PERMANENT
    return Verdict.TRANSIENT


def _feedback(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            groups = part.get_payload()
            first = groups[0] if isinstance(groups, list) and groups else part
            return header(first, "Feedback-Type")[:300] if isinstance(first, Message) else ""
    return ""
