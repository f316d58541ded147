from odoo import fields, models

from .crm_satisfaction_programme import MOMENT


class CrmSatisfactionInvitation(models.Model):
    """Links to the survey, where the programme has one."""

    _inherit = "crm.satisfaction.invitation"

    # its link is as good as the token
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Participation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )

    def _deliver(self, template):
        """Make each customer's participation before the mail that links to it."""
        for invitation in self.sudo():
            survey = invitation.programme_id.survey_id
            if survey and not invitation.user_input_id:
                invitation.user_input_id = survey._create_answer(
                    check_attempts=False,
                    deadline=invitation.expiry_date,
                    **invitation._prepare_participant(),
                )
        return super()._deliver(template)

    def _prepare_participant(self):
        """Return who takes part: nobody, where it would tell who has complained.

        Whoever reads surveys reads every participation. Who it was stays here.
        """
        if self.programme_id.moment == MOMENT:
            return {}
        return {"partner": self.partner_id, "email": self.email}

    def _erase(self):
        """What was typed into the survey goes with the rest."""
        self.user_input_id.unlink()
        return super()._erase()

    def _get_url(self, score=None):
        user_input = self.sudo().user_input_id
        if user_input:
            return self.get_base_url() + user_input.get_start_url()
        return super()._get_url(score)

    def _get_score_links(self):
        """A survey begins with its first question: no button answers it."""
        if self.sudo().user_input_id:
            return []
        return super()._get_score_links()

    def _take_over(self):
        """Make an answer of what the survey's questions were answered with."""
        now = fields.Datetime.now()
        for invitation in self:
            programme, user_input = invitation.programme_id, invitation.user_input_id
            still_open = invitation.state in ("sent", "answered", "bounced")
            if not still_open or invitation.expiry_date < now:
                continue
            lines = user_input.user_input_line_ids.filtered(lambda ln: not ln.skipped)
            answers = {line.question_id: line for line in lines}
            score = answers.get(programme.score_question_id)
            score = score and score._read_satisfaction(programme._get_scores())
            if score is None or not answers.get(programme.score_question_id):
                continue
            comment = answers.get(programme.comment_question_id)
            grades = {
                characteristic.id: grade
                for characteristic in programme.characteristic_ids
                if (line := answers.get(characteristic.question_id))
                and (grade := line._read_satisfaction(range(1, 6)))
            }
            invitation._answer(
                {
                    "score": score,
                    "comment": comment and comment._read_satisfaction_text(),
                    "channel": "survey",
                    "grades": grades,
                }
            )
