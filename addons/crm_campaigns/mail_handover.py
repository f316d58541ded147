"""Handing mails over to an SMTP server, and what became of each.

Works on messages that are ready and touches no database, so that nobody waits for a
row while a server is slow, and answers of recipients are not lost to ours.
"""

import smtplib
from smtplib import SMTP
from typing import Any, NamedTuple

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

SENT, FAILED, UNKNOWN, WAITING = "sent", "failed", "unknown", "waiting"


class Parcel(NamedTuple):
    """A mail ready to be handed over: one message for each recipient."""

    mail_id: int
    mail_server_id: int
    messages: list


class Message(NamedTuple):
    """``server``: ir.mail_server in the context that suits the recipient."""

    server: Any
    mime: Any
    email_to: list
    partner: Any


class Outcome:
    """What became of a mail.

    :ivar state: ``sent``; ``failed``: the server refused it; ``waiting``: not tried;
        ``unknown``: the connection broke after the text was handed over and before
        the server said what it did with it
    :ivar error: why it failed
    """

    def __init__(self, mail_id):
        self.mail_id = mail_id
        self.state = WAITING
        self.error = None
        self.failure_type = None
        self.message_id = None
        self.partners = []
        self.emails = []

    def fail(self, error, failure_type):
        self.state, self.error, self.failure_type = FAILED, error, failure_type


class TextWatch:
    """Knows whether the text of a message has begun to go to the server.

    Before that the server cannot have accepted the message, whatever happens.
    """

    def __init__(self, session):
        self.begun = False
        self._session = session
        if isinstance(session, SMTP):
            send = session.send

            def watched(data):
                # commands are str, the text is bytes
                self.begun = self.begun or isinstance(data, bytes)
                return send(data)

            session.send = watched

    def release(self):
        """Leave the session as it was."""
        if isinstance(self._session, SMTP):
            self._session.__dict__.pop("send", None)


def hand_over(parcels, session, explain, stop_on_error=False):
    """Send parcels over one session; return their outcomes, in order.

    :param explain: ``explain(error) -> (text, failure type)`` of a failure
    :param stop_on_error: leave the rest waiting once one has failed
    """
    outcomes = [Outcome(parcel.mail_id) for parcel in parcels]
    watch = TextWatch(session)
    try:
        for parcel, outcome in zip(parcels, outcomes, strict=True):
            if not _hand_over_one(parcel, outcome, session, watch, explain):
                break
            if stop_on_error and outcome.state == FAILED:
                break
    finally:
        watch.release()
    return outcomes


def _hand_over_one(parcel, outcome, session, watch, explain):
    """Send the messages of a mail; return whether the session can go on."""
    for message in parcel.messages:
        watch.begun = False
        try:
            sent_id = message.server.send_email(
                message.mime,
                mail_server_id=parcel.mail_server_id,
                smtp_session=session,
            )
        except smtplib.SMTPServerDisconnected as error:
            outcome.error = error
            if watch.begun:
                outcome.state = UNKNOWN
            return False
        except AssertionError as error:
            text, failure_type = explain(error)
            if not message.email_to and failure_type == "mail_email_invalid":
                failure_type = "mail_email_missing"
            if outcome.state != SENT:
                outcome.fail(text, failure_type)
        except Exception as error:  # noqa: BLE001 one mail must not hold up the rest
            if watch.begun and not _is_refusal(error):
                outcome.state, outcome.error = UNKNOWN, error
                return False
            if outcome.state != SENT:
                outcome.fail(*explain(error))
        else:
            outcome.state, outcome.message_id = SENT, sent_id
            if message.partner:
                outcome.partners.append(message.partner)
            else:
                outcome.emails.extend(message.email_to or [])
    return True


def _is_refusal(error):
    """Whether the server itself said no, so that it has not taken the message."""
    if isinstance(error, MailDeliveryException):
        error = error.__context__
    return isinstance(
        error, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
    )
