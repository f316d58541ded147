from odoo import models
from odoo.fields import Domain


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    def _get_survey_domain(self, node):
        """Who has finished the survey, or any survey, since the journey began."""
        domain = (
            Domain("state", "=", "done")
            & Domain("test_entry", "=", False)
            & Domain("end_datetime", ">=", self.started_on)
        )
        if node.survey_id:
            domain &= Domain("survey_id", "=", node.survey_id.id)
        # that they have finished it is all that is used of it
        answers = self.env["survey.user_input"].sudo()._search(domain)
        return Domain("id", "in", answers.subselect("partner_id"))
