from odoo import api, models
from odoo.tools import SQL, frozendict


class CrmJourneyTask(models.Model):
    """The channel survey: a mail with a link of one's own, and time to answer."""

    _inherit = "crm.journey.task"

    @api.model
    def _get_message_channels(self):
        return {**super()._get_message_channels(), "survey": "email"}

    def _do_survey(self, node):
        survey = node.survey_id.sudo()
        links = {}
        for task in self:
            participant = task.participant_id
            answer = survey._create_answer(
                partner=participant.partner_id,
                email=participant.email_normalized,
                check_attempts=False,
                crm_journey_task_id=task.id,
            )
            path = answer.get_start_url()
            links[participant.res_id] = f"{survey.get_base_url()}{path}"
        asked = node.with_context(crm_survey_links=frozendict(links))
        sent = self._do_email(asked, node._get_survey_invitation())
        return self._await_answers(node, sent)

    @api.model
    def _note_survey_answers(self, answers):
        """Let go on who was asked for one of these answers."""
        self._note_answers_where(
            SQL(
                """EXISTS (SELECT 1 FROM survey_user_input answer
                            WHERE answer.id = ANY(%s) AND answer.state = 'done'
                              AND answer.crm_journey_task_id = task.id)""",
                answers.ids,
            )
        )
