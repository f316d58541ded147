from odoo import fields, models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    crm_journey_task_id = fields.Many2one(
        "crm.journey.task",
        "Journey",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="crm_campaigns.group_campaign_user",
    )

    def _mark_done(self):
        result = super()._mark_done()
        self.env["crm.journey.task"].sudo()._note_survey_answers(self)
        return result
