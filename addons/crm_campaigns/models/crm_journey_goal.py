from odoo import models
from odoo.tools import SQL

# Whether the goal was reached by the customer of the participant p, whose
# commercial partner is c, in time: since the start, within the goal's days.
REACHED = {
    "order": SQL(
        """SELECT 1 FROM sale_order so
             JOIN res_partner buyer ON buyer.id = so.partner_id
            WHERE buyer.commercial_partner_id = c.commercial_partner_id
              AND so.company_id = p.company_id AND so.state = 'sale'
              AND so.date_order >= p.enrolled_on
              AND so.date_order < p.enrolled_on + make_interval(days => n.goal_days)"""
    ),
    "invoice": SQL(
        """SELECT 1 FROM account_move am
            WHERE am.commercial_partner_id = c.commercial_partner_id
              AND am.company_id = p.company_id AND am.state = 'posted'
              AND am.move_type IN ('out_invoice', 'out_receipt')
              AND am.create_date >= p.enrolled_on
              AND am.create_date < p.enrolled_on + make_interval(days => n.goal_days)"""
    ),
    "paid": SQL(
        """SELECT 1 FROM account_move am
            WHERE am.commercial_partner_id = c.commercial_partner_id
              AND am.company_id = p.company_id AND am.state = 'posted'
              AND am.payment_state IN ('paid', 'in_payment')
              AND am.move_type IN ('out_invoice', 'out_receipt')
              AND am.create_date >= p.enrolled_on
              AND am.create_date < p.enrolled_on + make_interval(days => n.goal_days)"""
    ),
    "won": SQL(
        """SELECT 1 FROM crm_lead lead
             LEFT JOIN res_partner buyer ON buyer.id = lead.partner_id
            WHERE (buyer.commercial_partner_id = c.commercial_partner_id
                   OR (p.model = 'crm.lead' AND lead.id = p.res_id))
              AND lead.won_status = 'won'
              AND lead.date_closed >= p.enrolled_on
              AND lead.date_closed
                  < p.enrolled_on + make_interval(days => n.goal_days)"""
    ),
}


class CrmJourney(models.Model):
    """Goals: noted for the hold-out as well, or there is nothing to compare with."""

    _inherit = "crm.journey"

    def _note_goals(self):
        """Note who has reached the goal; those on the way leave it there.

        One statement for each kind of goal.

        :return: number of participants
        """
        self.env.flush_all()
        reason = self.env._("Reached the goal")
        now = self.env.cr.now()
        count = 0
        for goal, reached in REACHED.items():
            rows = self.env.execute_query(
                SQL(
                    """
                    UPDATE crm_journey_participant p
                       SET goal_reached_on = %(now)s,
                           ended_on = COALESCE(p.ended_on, %(now)s),
                           end_reason = COALESCE(p.end_reason, %(reason)s),
                           state = 'goal'
                      FROM crm_journey_participant base
                      JOIN crm_journey_node n ON n.version_id = base.version_id
                                             AND n.kind = 'goal' AND n.goal = %(goal)s
                      LEFT JOIN res_partner c ON c.id = base.partner_id
                     WHERE base.id = p.id
                       AND p.journey_id = ANY(%(journeys)s)
                       AND p.goal_reached_on IS NULL
                       AND NOT p.is_test
                       AND p.enrolled_on
                           > %(now)s - make_interval(days => n.goal_days + 1)
                       AND EXISTS (%(reached)s)
                    RETURNING p.id
                    """,
                    now=now,
                    reason=reason,
                    goal=goal,
                    journeys=self.ids,
                    reached=reached,
                )
            )
            ids = [id_ for (id_,) in rows]
            self.env["crm.journey.task"]._cancel_open(ids, reason)
            count += len(ids)
        self.env["crm.journey.participant"].invalidate_model()
        return count
