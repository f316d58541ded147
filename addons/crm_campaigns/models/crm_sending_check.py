from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..address import drop_unseen
from ..scheduling import find_zone, next_allowed
from .crm_consent import is_refused


class Recipient(NamedTuple):
    """Somebody to whom something shall be sent; what is not known is left out.

    :param str phone: in the international form
    :param int partner_id: id of the contact
    :param str tz: name of their time zone
    """

    email_normalized: str | None = None
    phone: str | None = None
    partner_id: int | None = None
    tz: str | None = None


class Refusal(NamedTuple):
    """Why nothing is sent.

    :param str reason: one of ``_get_reasons``
    :param datetime until: from when on it may be sent, in UTC; None: not known
    """

    reason: str
    until: datetime | None = None


class CrmSendingCheck(models.AbstractModel):
    """What every marketing message passes right before it is sent.

    It is asked for a whole batch at once, and takes as many queries for ten
    thousand recipients as for one. It reads whatever it needs, whoever asks, and
    tells no more than the reason.
    """

    _name = "crm.sending.check"
    _description = "Rules at Sending"

    @api.model
    def _check(
        self,
        recipients,
        channel="email",
        purpose=None,
        company=None,
        at=None,
        ignore=(),
    ):
        """Return for each recipient, in their order, a refusal, or None.

        :param list recipients: of Recipient
        :param str channel: email, sms, phone or post
        :param purpose: crm.consent.purpose, when the message has one
        :param company: the company that sends; the current one if left out
        :param datetime at: when it would be sent, in UTC; now if left out
        :param ignore: reasons that do not count this time
        """
        company = (company or self.env.company).sudo()
        at = at or fields.Datetime.now()
        answers = [None] * len(recipients)
        rules = (
            (("no_address", "duplicate"), self._refuse_addresses),
            (("blacklist",), self._refuse_blacklisted),
            (("suppressed",), self._refuse_suppressed),
            (("opt_out", "no_consent"), self._refuse_without_consent),
            (("complaint",), self._refuse_held_back),
            (("cap",), self._refuse_capped),
            (("quiet",), self._refuse_quiet),
        )
        for reasons, rule in rules:
            if set(reasons) <= set(ignore):
                continue
            left = {
                number: _tidy(recipient)
                for number, recipient in enumerate(recipients)
                if answers[number] is None
            }
            if not left:
                break
            for number, refusal in rule(left, channel, purpose, company, at).items():
                if refusal.reason not in ignore:
                    answers[number] = refusal
        return answers

    @api.model
    def _get_reasons(self):
        """Return {reason: its words}, in the order in which they are looked at."""
        return {
            "no_address": self.env._("No address"),
            "duplicate": self.env._("The address is another recipient's"),
            "blacklist": self.env._("On the blacklist"),
            "suppressed": self.env._("On the suppression list"),
            "opt_out": self.env._("Opted out"),
            "no_consent": self.env._("No consent"),
            "complaint": self.env._("Held back"),
            "cap": self.env._("Had enough messages"),
            "quiet": self.env._("Outside the hours"),
        }

    @api.model
    def _get_held_back(self, partner_ids):
        """Return {id of a contact: until when, None} of those to be left alone now.

        Add-ons that know of a reason add theirs.
        """
        return {}

    @api.model
    def _get_recipients(self, model, res_ids):
        """Return the recipients of a mailing to records of a model, in their order."""
        records = self.env[model].sudo().browse(res_ids)
        contacts = self._find_contacts(model, res_ids)
        has_address = "email_normalized" in records._fields
        recipients = []
        for record in records:
            contact = contacts[record.id]
            own = has_address and record.email_normalized
            recipients.append(
                Recipient(
                    email_normalized=own or contact.email_normalized,
                    partner_id=contact.id,
                    tz=contact.tz,
                )
            )
        return recipients

    @api.model
    def _find_contacts(self, model, res_ids):
        """Return {id of a recipient: contact behind it, maybe none}."""
        Partner = self.env["res.partner"].sudo()
        records = self.env[model].sudo().browse(res_ids)
        if model == "res.partner":
            return {partner.id: partner for partner in records}
        contacts = dict.fromkeys(res_ids, Partner)
        if "partner_id" in records._fields:
            contacts = {record.id: record.partner_id for record in records}
        if "email_normalized" in records._fields:
            address = {
                record.id: record.email_normalized
                for record in records
                if not contacts[record.id] and record.email_normalized
            }
            of_address = dict(
                Partner._read_group(
                    [("email_normalized", "in", list(set(address.values())))],
                    ["email_normalized"],
                    ["id:min"],
                )
            )
            for res_id, email in address.items():
                contacts[res_id] = Partner.browse(of_address.get(email))
        # one prefetch for all
        ids = [contact.id for contact in contacts.values() if contact]
        return {
            res_id: contact.with_prefetch(ids) for res_id, contact in contacts.items()
        }

    # ----------------------------------------------------------------------
    # Rules: each gives {number of the recipient: refusal}
    # ----------------------------------------------------------------------

    def _refuse_addresses(self, left, channel, purpose, company, at):
        """Who has no address, and who shares one with somebody before."""
        seen, refused = set(), {}
        for number, recipient in left.items():
            address = _get_address(recipient, channel)
            if not address:
                refused[number] = Refusal("no_address")
            elif address in seen:
                refused[number] = Refusal("duplicate")
            seen.add(address)
        return refused

    def _refuse_blacklisted(self, left, channel, purpose, company, at):
        if channel == "post":
            return {}
        model, column = (
            ("mail.blacklist", "email")
            if channel == "email"
            else ("phone.blacklist", "number")
        )
        self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT %(column)s FROM %(table)s"
                " WHERE active AND %(column)s = ANY(%(addresses)s)",
                column=SQL.identifier(column),
                table=SQL.identifier(self.env[model]._table),
                addresses=_get_addresses(left, channel),
            )
        )
        listed = {address for (address,) in rows}
        return {
            number: Refusal("blacklist")
            for number, recipient in left.items()
            if _get_address(recipient, channel) in listed
        }

    def _refuse_suppressed(self, left, channel, purpose, company, at):
        held = self.env["crm.suppression"]._find_held(
            emails=[recipient.email_normalized for recipient in left.values()],
            phones=[recipient.phone for recipient in left.values()],
            partner_ids=[recipient.partner_id for recipient in left.values()],
            company=company,
            at=at,
        )
        refused = {}
        for number, recipient in left.items():
            keys = (recipient.email_normalized, recipient.phone, recipient.partner_id)
            ends = [held[key] for key in keys if key and key in held]
            if ends:
                until = None if None in ends else max(ends)
                refused[number] = Refusal("suppressed", until)
        return refused

    def _refuse_without_consent(self, left, channel, purpose, company, at):
        current = self.env["crm.consent"]._get_current(
            _get_addresses(left, channel), channel, purpose, company
        )
        left_lists = self._get_left_lists(left, channel, purpose)
        is_needed = company._is_consent_needed(channel)
        refused = {}
        for number, recipient in left.items():
            address = _get_address(recipient, channel)
            reason = is_refused(current.get(address), is_needed)
            if address in left_lists:
                reason = "opt_out"
            if reason:
                refused[number] = Refusal(reason)
        return refused

    def _get_left_lists(self, left, channel, purpose):
        """Return the addresses that have left all lists of the purpose they were on."""
        if channel != "email" or not purpose:
            return set()
        for model in ("mailing.subscription", "mailing.contact", "mailing.list"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT contact.email_normalized
                     FROM mailing_subscription subscription
                     JOIN mailing_contact contact
                       ON contact.id = subscription.contact_id
                     JOIN mailing_list list ON list.id = subscription.list_id
                    WHERE list.consent_purpose_id = %s
                      AND contact.email_normalized = ANY(%s)
                    GROUP BY contact.email_normalized
                   HAVING bool_and(COALESCE(subscription.opt_out, FALSE))""",
                purpose.id,
                _get_addresses(left, channel),
            )
        )
        return {address for (address,) in rows}

    def _refuse_held_back(self, left, channel, purpose, company, at):
        held = self._get_held_back(
            sorted({r.partner_id for r in left.values() if r.partner_id})
        )
        return {
            number: Refusal("complaint", held[recipient.partner_id])
            for number, recipient in left.items()
            if recipient.partner_id in held
        }

    def _refuse_capped(self, left, channel, purpose, company, at):
        full = self.env["crm.contact.limit"]._find_full(
            {
                number: (
                    recipient.email_normalized,
                    recipient.partner_id,
                    recipient.phone,
                )
                for number, recipient in left.items()
            },
            channel,
            company,
            at,
        )
        return {number: Refusal("cap", until) for number, until in full.items()}

    def _refuse_quiet(self, left, channel, purpose, company, at):
        hours = company._get_sending_hours()
        if channel == "post" or not hours:
            return {}
        refused, known = {}, {}
        for number, recipient in left.items():
            if recipient.tz not in known:
                zone = find_zone(recipient.tz, company.crm_timezone)
                known[recipient.tz] = next_allowed(at, hours, zone)
            if known[recipient.tz] > at:
                refused[number] = Refusal("quiet", known[recipient.tz])
        return refused


def _tidy(recipient):
    """What the host has no value for is False there, and None in SQL.

    A character that nobody sees makes no other address of one that is on a list.
    """
    email = drop_unseen(recipient.email_normalized or "").strip().lower()
    known = recipient._replace(email_normalized=email)
    return Recipient(*(value or None for value in known))


def _get_address(recipient, channel):
    if channel == "email":
        return recipient.email_normalized
    return recipient.partner_id if channel == "post" else recipient.phone


def _get_addresses(left, channel):
    found = {_get_address(recipient, channel) for recipient in left.values()}
    return sorted(found - {None})
