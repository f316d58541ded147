from odoo import api, models
from odoo.tools import SQL


class CrmJourneyParticipant(models.Model):
    """Participants whose contact or lead is merged into another, or deleted."""

    _inherit = "crm.journey.participant"

    @api.model
    def _move_to(self, target, sources):
        """Let what the sources went through be the target's.

        Where both are on the way of one journey, the target goes on and the
        sources leave it, so that one person does not get everything twice.  Later
        starts of a journey are numbered anew behind those of the target.

        :param target: the record that stays
        :param sources: the records of the same model that are merged into it
        """
        participants = self.sudo().search(
            [("model", "=", sources._name), ("res_id", "in", sources.ids)]
        )
        if not participants:
            return
        kept = self.sudo().search(
            [("model", "=", target._name), ("res_id", "=", target.id)]
        )
        on_the_way = set(kept.filtered(_is_running).journey_id)
        left = self.browse()
        for participant in participants.filtered(_is_running):
            if participant.journey_id in on_the_way:
                left |= participant
            on_the_way.add(participant.journey_id)
        left._stop(self.env._("Merged into %s", target.display_name))
        partner = target if target._name == "res.partner" else target.partner_id
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_participant moved
                   SET res_id = %(target)s,
                       partner_id = COALESCE(%(partner)s, moved.partner_id),
                       rotation = numbered.rotation
                  FROM (SELECT source.id,
                               COALESCE(last.rotation, 0) + ROW_NUMBER() OVER (
                                   PARTITION BY source.journey_id
                                   ORDER BY source.enrolled_on, source.id) AS rotation
                          FROM crm_journey_participant source
                          LEFT JOIN LATERAL (
                                SELECT MAX(kept.rotation) AS rotation
                                  FROM crm_journey_participant kept
                                 WHERE kept.journey_id = source.journey_id
                                   AND kept.model = source.model
                                   AND kept.res_id = %(target)s) last ON TRUE
                         WHERE source.id = ANY(%(sources)s)) numbered
                 WHERE numbered.id = moved.id
             RETURNING moved.id""",
                target=target.id,
                partner=partner.id or None,
                sources=participants.ids,
            )
        )
        self.invalidate_model()

    @api.model
    def _forget(self, records):
        """Take deleted records off their journeys, and their addresses with them.

        That somebody went the journey stays: its figures must not change.
        """
        participants = self.sudo().search(
            [("model", "=", records._name), ("res_id", "in", records.ids)]
        )
        participants.filtered(_is_running)._stop(self.env._("Deleted"))
        participants.write({"email_normalized": False, "tz": False})


def _is_running(participant):
    return participant.state == "running"
