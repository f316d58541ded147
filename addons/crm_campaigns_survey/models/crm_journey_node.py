from markupsafe import Markup

from odoo import fields, models

OUTCOMES = ["yes", "no", "skipped"]


class CrmJourneyNode(models.Model):
    """Surveys that are sent, and starts by having finished one."""

    _inherit = "crm.journey.node"

    channel = fields.Selection(
        selection_add=[("survey", "Survey")], ondelete={"survey": "set null"}
    )
    trigger = fields.Selection(
        selection_add=[("survey", "Finished a survey")],
        ondelete={"survey": "set default"},
    )
    survey_id = fields.Many2one(
        "survey.survey",
        index="btree_not_null",
        ondelete="restrict",
        help="At the start: empty is any survey.",
    )

    def _get_outcomes(self):
        if self.kind == "channel" and self.channel == "survey":
            return OUTCOMES
        return super()._get_outcomes()

    def _get_silent_outcome(self):
        if self.channel == "survey":
            return "no"
        return super()._get_silent_outcome()

    def _find_survey_faults(self):
        survey = self.survey_id.sudo()
        if not survey.active:
            return [self.env._("“%s”: choose a survey that is open.", self.name)]
        if survey.users_login_required:
            return [
                self.env._(
                    "“%(step)s”: the survey “%(survey)s” is for users who log in.",
                    step=self.name,
                    survey=survey.title,
                )
            ]
        return self._find_email_faults()

    def _get_survey_invitation(self):
        """Return what stands below the e-mail; each recipient has their own link."""
        return Markup('<p><a t-att-href="object.crm_survey_url">%s</a></p>') % (
            self.env._("Answer our questions")
        )
