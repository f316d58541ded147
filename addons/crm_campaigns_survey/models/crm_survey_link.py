from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    crm_survey_url = fields.Char(
        "Survey Link",
        compute="_compute_crm_survey_url",
        export_string_translation=False,
    )

    @api.depends_context("crm_survey_links")
    def _compute_crm_survey_url(self):
        """Known while the e-mail of a survey is made, and only then."""
        links = self.env.context.get("crm_survey_links") or {}
        for partner in self:
            partner.crm_survey_url = links.get(partner.id)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    crm_survey_url = fields.Char(
        "Survey Link",
        compute="_compute_crm_survey_url",
        export_string_translation=False,
    )

    @api.depends_context("crm_survey_links")
    def _compute_crm_survey_url(self):
        """Known while the e-mail of a survey is made, and only then."""
        links = self.env.context.get("crm_survey_links") or {}
        for lead in self:
            lead.crm_survey_url = links.get(lead.id)
