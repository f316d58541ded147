from odoo import api, models
from odoo.tools import SQL

# That this registration (r) is that of the participant (p)
IS_THEIRS = SQL(
    """r.active AND r.state IN ('open', 'done')
       AND (r.partner_id = p.partner_id
            OR lower(trim(r.email)) = p.email_normalized)"""
)


class CrmJourneyTask(models.Model):
    """The channel invitation: a mail, and the time to register."""

    _inherit = "crm.journey.task"

    @api.model
    def _get_message_channels(self):
        return {**super()._get_message_channels(), "invitation": "email"}

    def _do_invitation(self, node):
        registered = self._find_registered(node)
        known = self.env._("Has registered already")
        results = {id_: ("done", "yes", known) for id_ in registered.ids}
        tasks = self - registered
        if tasks:
            sent = tasks._do_email(node, node._get_invitation())
            results.update(tasks._await_answers(node, sent))
        return results

    def _find_registered(self, node):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT task.id
                     FROM crm_journey_task task
                     JOIN crm_journey_participant p ON p.id = task.participant_id
                    WHERE task.id = ANY(%s)
                      AND EXISTS (SELECT 1 FROM event_registration r
                                   WHERE r.event_id = %s AND %s)""",
                self.ids,
                node.crm_event_id.id,
                IS_THEIRS,
            )
        )
        return self.browse(id_ for (id_,) in rows)

    @api.model
    def _note_registrations(self, registrations):
        """Let go on who waited for one of these registrations."""
        self._note_answers_where(
            SQL(
                """node.channel = 'invitation'
                   AND EXISTS (SELECT 1 FROM event_registration r
                                WHERE r.id = ANY(%s)
                                  AND r.event_id = node.crm_event_id AND %s)""",
                registrations.ids,
                IS_THEIRS,
            )
        )
