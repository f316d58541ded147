from odoo import api, fields, models
from odoo.tools import SQL


class CrmValueRefresh(models.Model):
    """Step 10: plan the contacts that the strategy of a segment asks for."""

    _inherit = "crm.value.refresh"

    def _step_contact(self):
        company = self.company_id
        today = fields.Date.context_today(self.with_context(tz=company.crm_timezone))
        if self.as_of_date < today:
            # Who was silent on a past day may have been called since.
            return True
        planned = 0
        for segment in self.env["crm.segment"].search(
            [
                ("contact_interval", ">", 0),
                ("contact_daily_limit", ">", 0),
                ("company_id", "in", (False, company.id)),
            ]
        ):
            planned += self._plan_contacts(company, segment)
        if planned:
            self._note(self.env._("%s contacts were planned.", planned))
        return True

    @api.model
    def _plan_contacts(self, company, segment):
        """Plan activities on the segment's customers whose contact is due.

        A customer is due when no activity is open, none was done and no
        message was exchanged within the segment's interval.  Who has a contact
        plan of their own is contacted by that alone.  The activity goes
        to the customer's salesperson, else to the segment's fallback, else to
        the leader of its team; without any of them nothing is planned.

        :return: number of activities planned
        """
        self.env.flush_all()
        segment = segment.with_company(company)
        fallback = (segment.user_id | segment.team_id.user_id).filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )[:1]
        today = fields.Date.context_today(self.with_context(tz=company.crm_timezone))
        limit = segment.contact_daily_limit - self._count_planned(
            company, segment, today
        )
        if limit <= 0:
            return 0
        rows = self.env.execute_query(
            SQL(
                """
                SELECT value.partner_id, COALESCE(salesperson.id, %(fallback)s)
                  FROM crm_customer_value value
                  LEFT JOIN res_users salesperson
                    ON salesperson.id = value.user_id
                   AND salesperson.active AND NOT salesperson.share
                   AND EXISTS (SELECT 1 FROM res_company_users_rel member
                                WHERE member.user_id = salesperson.id
                                  AND member.cid = %(company)s)
                 WHERE value.company_id = %(company)s
                   AND value.segment_id = %(segment)s
                   AND value.active
                   AND value.order_days > 0
                   AND COALESCE(salesperson.id, %(fallback)s) IS NOT NULL
                   AND NOT EXISTS (
                       SELECT 1 FROM crm_contact_plan plan
                        WHERE plan.partner_id = value.partner_id
                          AND plan.company_id = value.company_id
                          AND plan.active)
                   AND NOT EXISTS (
                       SELECT 1 FROM mail_activity activity
                        WHERE activity.res_model = 'res.partner'
                          AND activity.res_id = value.partner_id
                          AND (activity.active
                               OR activity.date_done > %(since)s))
                   AND NOT EXISTS (
                       SELECT 1 FROM mail_message message
                        WHERE message.model = 'res.partner'
                          AND message.res_id = value.partner_id
                          AND message.message_type IN ('email', 'comment')
                          AND message.date > %(since)s)
                 ORDER BY value.cltv DESC NULLS LAST, value.id
                 LIMIT %(limit)s
                """,
                fallback=fallback.id or None,
                company=company.id,
                segment=segment.id,
                since=fields.Date.subtract(today, days=segment.contact_interval),
                limit=limit,
            )
        )
        activity_type = segment.activity_type_id or self.env.ref(
            "mail.mail_activity_data_call"
        )
        model_id = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": partner_id,
                    "user_id": user_id,
                    "activity_type_id": activity_type.id,
                    "summary": self._get_contact_summary(segment, user_id),
                    "date_deadline": today,
                    "automated": True,
                }
                for partner_id, user_id in rows
            ]
        )
        return len(rows)

    @api.model
    def _get_contact_summary(self, segment, user_id):
        """Return what to do, in the language of the one who does it."""
        lang = self.env["res.users"].browse(user_id).lang
        segment = segment.with_context(lang=lang)
        return segment.next_action or segment.env._("Planned contact: %s", segment.name)

    @api.model
    def _count_planned(self, company, segment, today):
        """Return how many contacts of the segment were planned today already."""
        values = self.env["crm.customer.value"]._search(
            [("company_id", "=", company.id), ("segment_id", "=", segment.id)]
        )
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search_count(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", values.subselect("partner_id")),
                    ("automated", "=", True),
                    ("create_date", ">=", today),
                ]
            )
        )
