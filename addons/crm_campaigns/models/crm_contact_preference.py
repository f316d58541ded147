from odoo import api, fields, models
from odoo.tools import email_normalize

from ..link_token import read_values, sign_values
from .crm_consent import ADDRESS_FIELDS, is_refused

FREQUENCIES = [
    ("usual", "As it comes"),
    ("weekly", "At most once a week"),
    ("monthly", "At most once a month"),
]


class CrmContactPreference(models.Model):
    """How often, and in which language, an address wants to be written to.

    What it wants to hear of is in the log of consents. The preference centre shows
    and takes both; its link stands for the address.
    """

    _name = "crm.contact.preference"
    _description = "Preference of a Recipient"
    _rec_name = "email_normalized"
    _order = "email_normalized, id"

    email_normalized = fields.Char("E-mail", required=True)
    frequency = fields.Selection(FREQUENCIES, required=True, default="usual")
    lang = fields.Char("Language Code")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _unique_address = models.Constraint(
        "UNIQUE (email_normalized, company_id)",
        "An address has one preference in each company.",
    )

    @api.model
    def _get_url(self, email, company=None, path=""):
        """Return the link to the preference centre of an address.

        It never expires: whoever finds an old mail may still leave.
        """
        company = company or self.env.company
        values = [email_normalize(email), company.id]
        token = sign_values(self.env, "preferences", values)
        return f"{company.get_base_url()}/campaigns/preferences/{token}{path}"

    @api.model
    def _read_token(self, token):
        """Return (address, company) of a link; (None, None) if it is not good."""
        email, company_id = read_values(self.env, "preferences", token) or (None, None)
        company = self.env["res.company"].sudo().browse(company_id).exists()
        return (email, company) if email and company else (None, None)

    @api.model
    def _find(self, email, company):
        return self.sudo().search(
            [("email_normalized", "=", email), ("company_id", "=", company.id)]
        )

    @api.model
    def _get_addresses(self, email, company):
        """Return {channel: addresses} of the person who has this e-mail address."""
        partners = self.env["res.partner"].sudo()
        partners = partners.search(
            [
                ("email_normalized", "=", email),
                ("company_id", "in", [False, company.id]),
            ]
        )
        phones = sorted(set(partners.mapped("phone_sanitized")) - {False})
        found = {"email": [email], "sms": phones, "phone": phones, "post": partners.ids}
        return {channel: keys for channel, keys in found.items() if keys}

    @api.model
    def _is_stopped(self, email):
        blacklist = self.env["mail.blacklist"].sudo()
        return bool(blacklist.search_count([("email", "=", email)], limit=1))

    @api.model
    def _get_choices(self, email, company):
        """Return {(channel, purpose): whether messages of it are sent}."""
        Consent = self.env["crm.consent"].sudo()
        purposes = self.env["crm.consent.purpose"]._get_public(company)
        is_stopped = self._is_stopped(email)
        choices = {}
        for channel, keys in self._get_addresses(email, company).items():
            is_needed = company._is_consent_needed(channel)
            for purpose in purposes:
                current = Consent._get_current(keys, channel, purpose, company)
                is_on = not any(is_refused(current.get(k), is_needed) for k in keys)
                is_stop = is_stopped and channel == "email"
                choices[channel, purpose] = is_on and not is_stop
        return choices

    @api.model
    def _apply(self, email, company, chosen, frequency=None, lang=None, ip=None):
        """Record what somebody has chosen in the preference centre.

        :param set chosen: pairs of a channel and a purpose
        """
        Blacklist = self.env["mail.blacklist"].sudo()
        if self._is_stopped(email):
            Blacklist._remove(email, message=self._tell_source())
        addresses = self._get_addresses(email, company)
        lines = [
            self._prepare_line(channel, key, purpose, (channel, purpose) in chosen)
            for (channel, purpose), is_on in self._get_choices(email, company).items()
            if is_on != ((channel, purpose) in chosen)
            for key in addresses[channel]
        ]
        self._log(lines, company, ip)
        self._set(email, company, frequency, lang)

    @api.model
    def _stop(self, email, company, channels=None, ip=None, source="preference"):
        """Send nothing any more.

        :param channels: on these; None for all, by which the address also goes onto
            the blacklist of the whole database
        """
        Consent = self.env["crm.consent"].sudo()
        lines = []
        for channel, keys in self._get_addresses(email, company).items():
            if channels and channel not in channels:
                continue
            current = Consent._get_current(keys, channel, None, company)
            lines += [
                self._prepare_line(channel, key, None, False)
                for key in keys
                if self._says_more(current.get(key), key, channel, company)
            ]
        self._log(lines, company, ip, source)
        if not channels:
            blacklist = self.env["mail.blacklist"].sudo()
            blacklist._add(email, message=self._tell_source())

    @api.model
    def _says_more(self, standing, key, channel, company):
        """Return whether stopping the channel tells anything new of an address."""
        if not standing or standing.state not in ("withdrawn", "denied"):
            return True
        since = self.env["crm.consent"].sudo()
        return bool(
            since.search_count(
                [
                    (ADDRESS_FIELDS[channel], "=", key),
                    ("channel", "=", channel),
                    ("company_id", "=", company.id),
                    ("state", "=", "given"),
                    ("date", ">=", standing.date),
                ],
                limit=1,
            )
        )

    @api.model
    def _prepare_line(self, channel, key, purpose, is_given):
        return {
            ADDRESS_FIELDS[channel]: key,
            "channel": channel,
            "purpose_id": purpose.id if purpose else False,
            "state": "given" if is_given else "withdrawn",
            "legal_basis": "consent" if is_given else False,
        }

    @api.model
    def _log(self, lines, company, ip, source="preference"):
        shared = {
            "source": source,
            "evidence": self._tell_source(source),
            "ip": ip,
            "company_id": company.id,
        }
        self.env["crm.consent"].sudo().create([{**line, **shared} for line in lines])

    @api.model
    def _tell_source(self, source="preference"):
        if source == "mailing":
            return self.env._("Left by the link of a mailing.")
        return self.env._("Chosen in the preference centre, by the link of a mail.")

    @api.model
    def _set(self, email, company, frequency, lang):
        values = {}
        if frequency in dict(FREQUENCIES):
            values["frequency"] = frequency
        if lang in dict(self.env["res.lang"].get_installed()):
            values["lang"] = lang
            # employees set the language of their screens themselves
            self.env["res.partner"].sudo().search(
                [
                    ("email_normalized", "=", email),
                    ("company_id", "in", [False, company.id]),
                    ("user_ids", "=", False),
                    ("lang", "!=", lang),
                ]
            ).write({"lang": lang})
        preference = self._find(email, company)
        if preference:
            preference.write(values)
        elif values:
            key = {"email_normalized": email, "company_id": company.id}
            self.sudo().create({**key, **values})
