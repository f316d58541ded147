from odoo import fields, models


class ResCompanyLead(models.Model):
    """From which score on a lead has which grade, and how fast sales answers."""

    _inherit = "res.company"

    crm_lead_grade_a = fields.Float("Grade A From", default=60.0)
    crm_lead_grade_b = fields.Float("Grade B From", default=40.0)
    crm_lead_grade_c = fields.Float("Grade C From", default=20.0)
    crm_lead_golden_revenue = fields.Monetary("Golden From", default=10000.0)
    crm_lead_golden_segment_id = fields.Many2one(
        "crm.segment",
        "Golden Segment",
        ondelete="set null",
        default=lambda self: self.env.ref(
            "crm_customer_value.crm_segment_champions", raise_if_not_found=False
        ),
    )
    crm_lead_handover_score = fields.Float("Ready for Sales From", default=40.0)
    crm_lead_hold_back = fields.Boolean("Hold Back Leads That Are Not Ready")
    crm_lead_response_hours = fields.Float("Hours to Answer", default=8.0)

    _crm_lead_grades_in_order = models.Constraint(
        "CHECK (crm_lead_grade_a >= crm_lead_grade_b"
        " AND crm_lead_grade_b >= crm_lead_grade_c)",
        "Grade A cannot begin below grade B, nor B below C.",
    )
    _crm_lead_response_hours_positive = models.Constraint(
        "CHECK (crm_lead_response_hours > 0)",
        "Salespeople need some time to answer a lead.",
    )
