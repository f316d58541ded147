from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, email_normalize

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("call", "Phone"),
    ("letter", "Post"),
]


class CrmConsent(models.Model):
    """What somebody said about being written to or called: a log, never changed.

    The last row of an address, or else of a contact, is what holds; those before
    it are the proof of what held when.  Rows of all purposes (none named) count
    for each purpose.
    """

    _name = "crm.consent"
    _description = "Consent"
    _order = "date desc, id desc"
    _rec_name = "email"

    partner_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null", ondelete="set null"
    )
    email = fields.Char("E-mail")
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    channel = fields.Selection(CHANNELS, required=True, default="email")
    purpose_id = fields.Many2one(
        "crm.consent.purpose", ondelete="restrict", help="Empty: whatever it is about."
    )
    state = fields.Selection(
        [
            ("given", "Agreed"),
            ("pending", "Asked, not confirmed"),
            ("withdrawn", "Opted out"),
        ],
        required=True,
        default="given",
    )
    legal_basis = fields.Selection(
        [
            ("consent", "Consent"),
            ("customer", "Existing customer"),
            ("contract", "Contract"),
            ("interest", "Legitimate interest"),
        ],
        required=True,
        default="consent",
    )
    source = fields.Selection(
        [
            ("form", "Web form"),
            ("confirmation", "Confirmed by e-mail"),
            ("preferences", "Preference page"),
            ("phone", "By phone"),
            ("paper", "On paper"),
            ("import", "Import"),
            ("mailing", "Unsubscribed from a mailing"),
        ],
        required=True,
        default="phone",
    )
    evidence = fields.Text(help="What was said or signed, and where it is kept.")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        "res.users", "Noted By", readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR email IS NOT NULL)",
        "Say whose consent it is: a contact, or an address.",
    )

    @api.depends("email", "partner_id")
    def _compute_email_normalized(self):
        for consent in self:
            consent.email_normalized = (
                email_normalize(consent.email) or consent.partner_id.email_normalized
            )

    @api.constrains("email")
    def _check_email(self):
        for consent in self:
            if consent.email and not email_normalize(consent.email):
                raise ValidationError(
                    self.env._("“%s” is not an e-mail address.", consent.email)
                )

    def write(self, vals):
        """Only erasure changes a row, and only the name of whose it was."""
        if not self.env.su:
            raise AccessError(
                self.env._("What was said stays as it was said: note the new answer.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_erased(self):
        if not self.env.su:
            raise AccessError(self.env._("The log of consents is not deleted from."))

    @api.model
    def _get_current(self, recipients, channel, company):
        """Return for each recipient what holds: a state, or None if nothing was said.

        One query for all of them; the address goes before the contact.

        :param recipients: list of (address, partner id, time zone)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (email_normalized, partner_id)
                       email_normalized, partner_id, state, date, id
                  FROM crm_consent
                 WHERE channel = %s AND company_id = %s AND purpose_id IS NULL
                   AND (email_normalized = ANY(%s) OR partner_id = ANY(%s))
                 ORDER BY email_normalized, partner_id, date DESC, id DESC
                """,
                channel,
                company.id,
                list({row[0] for row in recipients if row[0]}),
                list({row[1] for row in recipients if row[1]}),
            )
        )
        by_email, by_partner = {}, {}
        for email, partner, state, *moment in rows:
            for key, found in ((email, by_email), (partner, by_partner)):
                if key and (key not in found or found[key][1] < moment):
                    found[key] = state, moment
        answers = []
        for email, partner, _tz in recipients:
            said = by_email.get(email) or by_partner.get(partner)
            answers.append(said[0] if said else None)
        return answers
