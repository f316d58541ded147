from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, email_normalize

CHANNELS = [("email", "E-mail"), ("sms", "SMS"), ("phone", "Phone"), ("post", "Post")]
STATES = [
    ("given", "Given"),
    ("withdrawn", "Withdrawn"),
    ("pending", "To Be Confirmed"),
    ("denied", "Denied"),
]
SOURCES = [
    ("form", "Form"),
    ("portal", "Portal"),
    ("import", "Import"),
    ("phone", "Phone Call"),
    ("preference", "Preference Centre"),
    ("double_opt_in", "Double Opt-in"),
    ("mailing", "Link in a Mailing"),
]
# What a user can have heard of; the others are written by the pages alone
SOURCES_OF_USERS = {"form", "import", "phone"}
# By what somebody is found on a channel
ADDRESS_FIELDS = {
    "email": "email_normalized",
    "sms": "phone",
    "phone": "phone",
    "post": "partner_id",
}
ERASING = "crm_consent_erasing"
# A stranger's address is not kept for longer when nobody confirms it
PENDING_DAYS = 30


class Standing(NamedTuple):
    """Where an address stands now.

    :param str state: one of the states of a consent
    :param datetime date: since when, in UTC
    :param str legal_basis: what allows to write, when it was given
    :param bool is_known: the address was already a contact's at that time
    """

    state: str
    date: object
    legal_basis: str | None = None
    is_known: bool = False


class CrmConsent(models.Model):
    """One line of the log: who consented to what, when, and how we know.

    Nothing in it is changed: a later line outweighs an earlier one. Whoever asks to
    be forgotten is taken out of it by ``_erase``, and not written to again.
    """

    _name = "crm.consent"
    _description = "Consent to Marketing"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="set null", index="btree_not_null"
    )
    email_normalized = fields.Char("E-mail Address")
    phone = fields.Char("Phone Number", help="In the international form.")
    channel = fields.Selection(CHANNELS, required=True, default="email")
    purpose_id = fields.Many2one(
        "crm.consent.purpose",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: whatever is sent on this channel.",
    )
    state = fields.Selection(STATES, required=True)
    legal_basis = fields.Selection(
        [
            ("consent", "Consent"),
            ("legitimate_interest", "Legitimate Interest"),
            ("contract", "Contract"),
            ("existing_customer", "Existing Customer"),
        ],
        help="What allows to write to this person, when consent was given.",
    )
    source = fields.Selection(SOURCES, required=True)
    evidence = fields.Text(help="How we know: what was said, signed or clicked, where.")
    ip = fields.Char("IP Address")
    user_id = fields.Many2one("res.users", "Recorded By")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _has_email = models.Constraint(
        "CHECK (channel <> 'email' OR email_normalized IS NOT NULL)",
        "Consent to e-mail needs an e-mail address.",
    )
    _has_phone = models.Constraint(
        "CHECK (channel NOT IN ('sms', 'phone') OR phone IS NOT NULL)",
        "Consent to calls and SMS needs a phone number.",
    )
    _of_email = models.Index(
        "(email_normalized, channel, date DESC) WHERE email_normalized IS NOT NULL"
    )
    _of_phone = models.Index("(phone, channel, date DESC) WHERE phone IS NOT NULL")

    @api.depends("email_normalized", "phone", "partner_id", "channel")
    def _compute_display_name(self):
        for consent in self:
            field = ADDRESS_FIELDS.get(consent.channel)
            who = consent.partner_id.display_name if field == "partner_id" else None
            who = who or (consent[field] if field else "") or ""
            what = consent.purpose_id.name
            consent.display_name = f"{who}: {what}" if what else who

    # ----------------------------------------------------------------------
    # The log
    # ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Add lines to the log, and bring mailing lists in line with them."""
        defaults = self.default_get(["channel", "company_id", "source"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        if not self.env.su:
            for vals in vals_list:
                self._check_of_user(vals)
                vals["user_id"] = self.env.uid
        self._complete_addresses(vals_list)
        consents = super().create(vals_list)
        consents._tell_mailing_lists()
        return consents

    def write(self, vals):
        if not self._is_erasing():
            raise UserError(
                self.env._(
                    "The log of consents is not changed. Record what holds now as a "
                    "new line."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_erasing(self):
        if not self._is_erasing():
            raise UserError(self.env._("Lines of the log of consents are not deleted."))

    def _is_erasing(self):
        return self.env.su and self.env.context.get(ERASING)

    @api.model
    def _check_of_user(self, vals):
        if vals.get("source") not in SOURCES_OF_USERS or vals.get("ip"):
            raise AccessError(
                self.env._("Only the pages themselves record what happened on them.")
            )
        if vals.get("state") == "pending":
            raise AccessError(
                self.env._("Consent is asked for by mail, not by recording it.")
            )

    @api.constrains("date")
    def _check_date(self):
        latest = fields.Datetime.now() + timedelta(minutes=1)
        if any(consent.date > latest for consent in self):
            raise ValidationError(
                self.env._("Nobody has consented in the future: change the date.")
            )

    @api.constrains("channel", "partner_id")
    def _check_post(self):
        if any(c.channel == "post" and not c.partner_id for c in self):
            raise ValidationError(self.env._("Consent to post needs a contact."))

    @api.constrains("company_id", "purpose_id")
    def _check_company_of_purpose(self):
        for consent in self.sudo():
            owner = consent.purpose_id.company_id
            if owner and owner != consent.company_id:
                raise ValidationError(
                    self.env._("This purpose belongs to another company.")
                )

    @api.model
    def _complete_addresses(self, vals_list):
        """Normalise addresses; take them from contacts, and contacts from them."""
        Partner = self.env["res.partner"].sudo()
        partners = Partner.browse(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        partners.fetch(["email_normalized", "phone_sanitized"])
        for vals in vals_list:
            partner = Partner.browse(vals.get("partner_id"))
            company = self.env["res.company"].browse(vals["company_id"])
            email, phone = vals.get("email_normalized"), vals.get("phone")
            if email:
                vals["email_normalized"] = email_normalize(email)
                if not vals["email_normalized"]:
                    raise ValidationError(
                        self.env._("“%s” is no e-mail address.", email)
                    )
            elif vals["channel"] == "email":
                vals["email_normalized"] = partner.email_normalized
            if phone:
                vals["phone"] = (
                    Partner._phone_format(number=phone, country=company.country_id)
                    or phone.strip()
                )
            elif vals["channel"] in ("sms", "phone"):
                vals["phone"] = partner.phone_sanitized
        nameless = [vals for vals in vals_list if not vals.get("partner_id")]
        for field, name in (
            ("email_normalized", "email_normalized"),
            ("phone", "phone_sanitized"),
        ):
            wanted = {vals[field] for vals in nameless if vals.get(field)}
            if not wanted:
                continue
            found = {}
            for partner in Partner.search([(name, "in", list(wanted))], order="id"):
                owner = partner.company_id.id
                found.setdefault((partner[name], owner), partner.id)
            for vals in nameless:
                if vals.get(field) and not vals.get("partner_id"):
                    key = vals[field]
                    vals["partner_id"] = found.get(
                        (key, vals["company_id"])
                    ) or found.get((key, False))

    def _tell_mailing_lists(self):
        """Whoever withdraws leaves the lists of the purpose; whoever gives returns.

        Nobody is put on a list here who was not on it before.
        """
        by_decision = {}
        for consent in self.sudo():
            purpose = consent.purpose_id
            if consent.channel != "email" or consent.state == "pending":
                continue
            if not purpose.mailing_list_ids:
                continue
            by_decision.setdefault((purpose, consent.state == "given"), set()).add(
                consent.email_normalized
            )
        for (purpose, is_given), emails in by_decision.items():
            self.env["mailing.subscription"].sudo().search(
                [
                    ("list_id", "in", purpose.mailing_list_ids.ids),
                    ("contact_id.email_normalized", "in", list(emails)),
                    ("opt_out", "=", is_given),
                ]
            ).write({"opt_out": not is_given})

    # ----------------------------------------------------------------------
    # What holds now
    # ----------------------------------------------------------------------

    @api.model
    def _get_current(self, addresses, channel, purpose=None, company=None):
        """Return {address: standing}; who is not in it never decided.

        A refusal of everything on a channel outweighs what was agreed to before it.
        A later consent to one purpose holds for that purpose. Consent to everything
        does not undo the refusal of one purpose: that one was meant. A subscription
        that nobody confirmed decides nothing where there is a decision.

        :param addresses: normalised e-mail addresses, phone numbers in the
            international form, or for post ids of contacts
        :param purpose: a purpose; without one, only what was said of the channel as
            a whole counts
        """
        company = company or self.env.company
        key = SQL.identifier(ADDRESS_FIELDS[channel])
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (address, is_general, is_pending)
                          address, is_general, is_pending,
                          state, date, legal_basis, is_known
                     FROM (
                    SELECT %(key)s AS address,
                           purpose_id IS NULL AS is_general,
                           state = 'pending' AS is_pending,
                           partner_id IS NOT NULL AS is_known,
                           state, date, legal_basis, id
                      FROM crm_consent
                     WHERE %(key)s = ANY(%(addresses)s)
                       AND channel = %(channel)s
                       AND company_id = %(company)s
                       AND (purpose_id IS NULL OR purpose_id = %(purpose)s)
                          ) line
                    ORDER BY address, is_general, is_pending, date DESC, id DESC""",
                key=key,
                addresses=list(addresses),
                channel=channel,
                company=company.id,
                purpose=purpose.id if purpose else None,
            )
        )
        lines = {}
        for address, is_general, is_pending, *standing in rows:
            found = lines.setdefault(address, {})
            found[is_general, is_pending] = Standing(*standing)
        return {address: _outweigh(found) for address, found in lines.items()}

    @api.model
    def _get_preference_url(self, email, company=None):
        """Return the link by which the owner of an address chooses what they get."""
        return self.env["crm.contact.preference"]._get_url(email, company)

    @api.model
    def _get_unsubscribe_url(self, email, company=None):
        """Return the address to which mail programs post that no more is wanted.

        For the headers of RFC 8058, List-Unsubscribe and List-Unsubscribe-Post.
        """
        Preference = self.env["crm.contact.preference"]
        return Preference._get_url(email, company, path="/unsubscribe")

    # ----------------------------------------------------------------------
    # To be forgotten
    # ----------------------------------------------------------------------

    @api.model
    def _erase(self, emails=(), phones=(), partners=None):
        """Take these people out of the log, and keep who wants no messages.

        What is kept of an address is a keyed hash: it tells the address again when
        it turns up, and nothing to whoever reads it.
        """
        log = self.sudo().with_context(**{ERASING: True})
        partner_ids = partners.ids if partners else []
        consents = log.search(
            [
                "|",
                "|",
                ("email_normalized", "in", list(emails)),
                ("phone", "in", list(phones)),
                ("partner_id", "in", partner_ids),
            ]
        )
        refused = consents.filtered(lambda c: c.state in ("withdrawn", "denied"))
        self.env["crm.suppression"]._keep_hashed(
            emails=set(refused.mapped("email_normalized")) - {False},
            phones=set(refused.mapped("phone")) - {False},
        )
        preferences = self.env["crm.contact.preference"].sudo()
        preferences.search([("email_normalized", "in", list(emails))]).unlink()
        consents.unlink()

    @api.autovacuum
    def _gc_unconfirmed(self):
        """Forget addresses that somebody typed and nobody confirmed."""
        since = fields.Datetime.now() - timedelta(days=PENDING_DAYS)
        log = self.sudo().with_context(**{ERASING: True})
        log.search([("state", "=", "pending"), ("date", "<", since)]).unlink()


def _outweigh(lines):
    """Return which line of an address holds.

    :param dict lines: by (of the whole channel, not confirmed), the newest of each
    """
    general, special = lines.get((True, False)), lines.get((False, False))
    if special and special.state != "given":
        return special
    if general and special:
        is_refused_since = general.state != "given" and general.date > special.date
        return general if is_refused_since else special
    decided = special or general
    return decided or lines.get((False, True)) or lines[True, True]


def is_refused(standing, is_consent_needed):
    """Return why nothing may be sent to somebody of this standing, else None."""
    if standing and standing.state in ("withdrawn", "denied"):
        return "opt_out"
    if standing and standing.state == "given":
        return None
    # Somebody typed an address that was nobody's: nobody knows yet whose it is.
    is_stranger = bool(standing) and not standing.is_known
    return "no_consent" if is_consent_needed or is_stranger else None
