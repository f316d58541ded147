from odoo import fields, models
from odoo.exceptions import UserError

from ..models.crm_consent import CHANNELS


class CrmConsentRecord(models.TransientModel):
    """Take down what somebody said on the phone or signed on paper."""

    _name = "crm.consent.record"
    _description = "Record a Consent"

    partner_id = fields.Many2one("res.partner", "Contact", required=True)
    channel = fields.Selection(CHANNELS, required=True, default="email")
    purpose_ids = fields.Many2many(
        "crm.consent.purpose",
        string="Purposes",
        help="Empty: whatever is sent on this channel.",
    )
    state = fields.Selection(
        [("given", "Given"), ("withdrawn", "Withdrawn"), ("denied", "Denied")],
        "Decision",
        required=True,
        default="given",
    )
    legal_basis = fields.Selection(
        [
            ("consent", "Consent"),
            ("legitimate_interest", "Legitimate Interest"),
            ("contract", "Contract"),
            ("existing_customer", "Existing Customer"),
        ],
        default="consent",
    )
    source = fields.Selection(
        [("phone", "Phone Call"), ("form", "Signed Form")],
        "How",
        required=True,
        default="phone",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    evidence = fields.Text(
        required=True, help="What was said, by whom; where the paper is kept."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    def action_record(self):
        """Add it to the log, one line for each purpose."""
        self.check_access("write")
        self.ensure_one()
        self.partner_id.check_access("read")
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your companies."))
        partner = self.partner_id.sudo()
        address = {
            "email": partner.email_normalized,
            "post": partner.id,
        }.get(self.channel, partner.phone_sanitized)
        if not address:
            raise UserError(
                self.env._(
                    "%s has no address of this kind. Enter it first.",
                    partner.display_name,
                )
            )
        is_given = self.state == "given"
        # Users who sell may write down what they heard, but not read the log.
        self.env["crm.consent"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "channel": self.channel,
                    "purpose_id": purpose.id,
                    "state": self.state,
                    "legal_basis": self.legal_basis if is_given else False,
                    "source": self.source,
                    "date": self.date,
                    "evidence": self.evidence,
                    "user_id": self.env.uid,
                    "company_id": self.company_id.id,
                }
                for purpose in self.purpose_ids or [self.purpose_ids]
            ]
        )
        return {"type": "ir.actions.act_window_close"}
