"""Letters that come back and replies, as real servers and mail programs write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid


def report(to: str, *, status: str = "", action: str = "failed", said: str = "") -> bytes:
    """A delivery status notification as RFC 3464 has it."""
    fields = ["Final-Recipient: rfc822; ada@garden.example", f"Action: {action}"]
    fields += [f"Status: {status}"] if status else []
    fields += [f"Diagnostic-Code: smtp; {said}"] if said else []
    parts = [
        "\n\nThis is the mail system at host mx.example.\n",
        "\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        + "\n".join(fields)
        + "\n",
        "\nContent-Type: text/rfc822-headers\n\nSubject: New answer\n",
    ]
    head = "Mail Delivery System <MAILER-DAEMON@mx.example>"
    return _multipart(to, head, "delivery-status", parts)


def complaint(to: str) -> bytes:
    """A feedback report of a provider whose reader pressed *this is spam* (RFC 5965)."""
    parts = [
        "\n\nThis is an email abuse report.\n",
        "\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n",
    ]
    return _multipart(to, "staff@provider.example", "feedback-report", parts)


def _multipart(to: str, sender: str, kind: str, parts: list[str]) -> bytes:
    head = (
        f"From: {sender}\nTo: {to}\nSubject: Undelivered Mail\nMessage-ID: {make_msgid()}\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="x"\n\n'
    )
    return (head + "".join(f"--x{part}" for part in parts) + "--x--\n").encode()


def note(to: str, sender: str, text: str, **headers: str) -> bytes:
    """A plain letter; `Auto_Submitted="…"` becomes a header."""
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = sender, to, make_msgid()
    message["Subject"] = headers.pop("subject", "Re: New answer")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


GMAIL = """\
Thank you, *this* works.

And one more line.

On Mon, Nov 30, 2026 at 9:15 AM Community <community@example.com>
wrote:

> -~- Reply above this line to comment. -~-
> Hello Ada,
>
> New answer: How do I take back a paid invoice?
"""

GMAIL_FR = """\
Merci, *cela* marche.

Le lun. 30 nov. 2026 à 09:15, Communauté <community@example.com> a écrit :

> -~- Répondez au-dessus de cette ligne. -~-
> Bonjour Ada,
"""

OUTLOOK_HTML = """\
<html><head><style>p.MsoNormal {margin:0}</style></head><body lang="EN-GB">
<div class="WordSection1"><p class="MsoNormal">Thank you, this works.<o:p></o:p></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">And one more line.<o:p></o:p></p>
<div id="divRplyFwdMsg"><p class="MsoNormal"><b>From:</b> Community &lt;community@example.com&gt;<br>
<b>Sent:</b> 30 November 2026 09:15<br><b>To:</b> Ada<br><b>Subject:</b> New answer</p></div>
<p>Hello Ada, New answer</p></div></body></html>
"""

OUTLOOK_FR = """\
Merci, cela marche.

________________________________
De : Communauté <community@example.com>
Envoyé : lundi 30 novembre 2026 09:15
À : Ada <ada@garden.example>
Objet : Nouvelle réponse

Bonjour Ada,
"""

APPLE = """\
Thank you, this works.

> On 30 Nov 2026, at 09:15, Community <community@example.com> wrote:
>
> Hello Ada,
>
> New answer: How do I take back a paid invoice?
"""

THUNDERBIRD = """\
On 11/30/26 09:15, Community wrote:
> Hello Ada,
>
> New answer: choose *take back*.

Thank you, this works.

--
Ada Green
Garden Ltd.
"""

THUNDERBIRD_FR = """\
Le 30/11/2026 à 09:15, Communauté a écrit :
> Bonjour Ada,

Merci, cela marche.

-- \nAda Vert
"""

PHONE = """\
Thank you, this works.

Sent from my iPhone

> On 30 Nov 2026, at 09:15, Community <community@example.com> wrote:
>
> Hello Ada,
"""

PHONE_FR = """\
Merci, cela marche.

Envoyé de mon iPhone

> Le 30 nov. 2026 à 09:15, Communauté <community@example.com> a écrit :
>
> Bonjour Ada,
"""

OUTLOOK_PHONE = """\
Thank you, this works.

Get Outlook for Android<https://aka.ms/ghei36>
________________________________
From: Community <community@example.com>
Sent: Monday, November 30, 2026 9:15:00 AM
To: Ada
Subject: New answer
"""
