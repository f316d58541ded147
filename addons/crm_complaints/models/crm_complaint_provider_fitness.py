from odoo import fields, models
from odoo.tools import SQL

from .crm_complaint_guard import MANAGER


class CrmComplaintProvider(models.Model):
    """Whether a body outside is fit for a dispute, and how disputes went before it."""

    _inherit = "crm.complaint.provider"

    kind = fields.Selection(
        [
            ("facilitative", "Facilitative"),
            ("advisory", "Advisory"),
            ("determinative", "Determinative"),
        ],
        "How It Resolves",
        help="Facilitative: helps both sides to agree. Advisory: recommends. "
        "Determinative: decides.",
    )
    fairness = fields.Text(
        "How It Stays Fair",
        help="Who appoints and pays it, how it hears both sides, whom it refuses.",
    )
    access_info = fields.Text(
        "How to Reach It", help="Languages, channels, and help for those who need it."
    )
    cost_info = fields.Text(
        "What It Costs", help="What the customer pays, if anything."
    )
    email = fields.Char("E-mail")
    portal_url = fields.Char("Its Portal")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    fee = fields.Monetary("Our Fee", help="What a dispute usually costs us.")
    accredited_until = fields.Date(
        help="Empty: no accreditation is needed, or it does not end."
    )

    # Evaluation, by disputes of the companies at hand
    dispute_count = fields.Integer(
        "Disputes", compute="_compute_evaluation", compute_sudo=True, groups=MANAGER
    )
    mean_days = fields.Float(
        "Mean Days to the Outcome",
        compute="_compute_evaluation",
        compute_sudo=True,
        groups=MANAGER,
        digits=(16, 1),
    )
    settled_share = fields.Float(
        "Settled",
        compute="_compute_evaluation",
        compute_sudo=True,
        groups=MANAGER,
        help="Of disputes with an outcome, those in which both sides agreed.",
    )
    implemented_share = fields.Float(
        "Implemented",
        compute="_compute_evaluation",
        compute_sudo=True,
        groups=MANAGER,
        help="Of outcomes that we accepted, those that are done and proved.",
    )

    def _compute_evaluation(self):
        rows = self._read_evaluation()
        for provider in self:
            row = rows.get(provider.id, {})
            outcomes, accepted = row.get("outcomes"), row.get("accepted")
            provider.dispute_count = row.get("disputes", 0)
            provider.mean_days = row.get("days") or 0
            provider.settled_share = row["settled"] / outcomes if outcomes else 0
            provider.implemented_share = row["proved"] / accepted if accepted else 0

    def _read_evaluation(self):
        """Return {id: counts of its disputes}, of all providers together."""
        if not self.ids:
            return {}
        self.env["crm.complaint.dispute"].flush_model(
            [
                "provider_id",
                "company_id",
                "state",
                "outcome",
                "answer",
                "duration_days",
                "implemented_date",
            ]
        )
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT provider_id, count(*) AS disputes,
                          count(outcome) AS outcomes,
                          avg(duration_days) FILTER (WHERE outcome IS NOT NULL) AS days,
                          count(*) FILTER (WHERE outcome = 'settlement') AS settled,
                          count(*) FILTER (WHERE answer = 'accepted') AS accepted,
                          count(*) FILTER (WHERE answer = 'accepted'
                                             AND state = 'closed') AS proved
                     FROM crm_complaint_dispute
                    WHERE provider_id = ANY(%s) AND company_id = ANY(%s)
                      AND state NOT IN ('draft', 'consented', 'withdrawn')
                    GROUP BY provider_id""",
                self.ids,
                self.env.companies.ids,
            )
        )
        return {row["provider_id"]: row for row in rows}

    def _is_accredited(self, day):
        self.ensure_one()
        return not self.accredited_until or self.accredited_until >= day

    def action_open_disputes(self):
        """Open the disputes before this provider."""
        self.ensure_one()
        self.check_access("read")
        Dispute = self.env["crm.complaint.dispute"]
        Dispute.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_complaints.crm_complaint_dispute_action"
        )
        action["domain"] = [("provider_id", "=", self.id)]
        action["context"] = {}
        return action
