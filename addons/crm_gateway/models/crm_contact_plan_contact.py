from odoo import api, models
from odoo.tools import SQL

from .crm_touchpoint_talks import INTERNAL_MESSAGE

# Neither what the system writes nor mailings to many, which the timeline shows
PERSONAL = ("email", "comment")


class CrmContactPlan(models.Model):
    """What counts as a contact with the customer of a plan."""

    _inherit = "crm.contact.plan"

    @api.model
    def _get_contact_branches(self):
        """Return the SQL of SELECTs of the ``day`` of each contact.

        Each is for one row of ``plan`` and its ``company``, of which it looks for
        the contacts by index. The documents are those of the timeline, whoever
        may read them.
        """
        branches = [
            self._select_requests(),
            self._select_meetings(),
            self._select_opportunity_meetings(),
        ]
        for model in self.env["crm.touchpoint"]._get_thread_models():
            branches.append(self._select_messages(model))
            branches.append(self._select_activities(model))
        return branches

    @api.model
    def _get_day(self, moment):
        return SQL(
            "((%s AT TIME ZONE 'UTC') AT TIME ZONE company.crm_timezone)::date AS day",
            moment,
        )

    @api.model
    def _find_documents(self, model):
        """Return the Query of documents of a model that are the plan's customer's."""
        Touchpoint = self.env["crm.touchpoint"].sudo()
        contact, _user = Touchpoint._get_thread_models()[model]
        query = Touchpoint._find_readable(model, Touchpoint._get_thread_domain(model))
        query.order = None
        table = self.env[model]._table
        query.add_join(
            "JOIN",
            "contact",
            "res_partner",
            SQL("contact.id = %s", SQL.identifier(table, contact)),
        )
        query.add_where(SQL("contact.commercial_partner_id = plan.partner_id"))
        query.add_where(
            SQL(
                "(%(company)s IS NULL OR %(company)s = plan.company_id)",
                company=SQL.identifier(table, "company_id"),
            )
        )
        return query

    @api.model
    def _select_messages(self, model):
        """What was written on a document, and not as a note among ourselves."""
        query = self._find_documents(model)
        query.add_join(
            "JOIN",
            "message",
            "mail_message",
            SQL(
                "message.model = %s AND message.res_id = %s",
                model,
                SQL.identifier(self.env[model]._table, "id"),
            ),
        )
        query.add_join(
            "LEFT JOIN",
            "subtype",
            "mail_message_subtype",
            SQL("subtype.id = message.subtype_id"),
        )
        query.add_where(SQL("message.message_type IN %s", PERSONAL))
        query.add_where(SQL("(%s) IS NOT TRUE", INTERNAL_MESSAGE))
        return query.select(self._get_day(SQL("message.date")))

    @api.model
    def _select_activities(self, model):
        """Calls and meetings that are done, and what else the plan asks for."""
        query = self._find_documents(model)
        query.add_join(
            "JOIN",
            "activity",
            "mail_activity",
            SQL(
                """activity.res_model = %s AND activity.res_id = %s
                   AND NOT activity.active AND activity.calendar_event_id IS NULL""",
                model,
                SQL.identifier(self.env[model]._table, "id"),
            ),
        )
        query.add_join(
            "JOIN",
            "type",
            "mail_activity_type",
            SQL(
                """type.id = activity.activity_type_id
                   AND (type.category IN ('phonecall', 'meeting')
                        OR type.id = plan.activity_type_id)"""
            ),
        )
        return query.select(SQL("activity.date_done AS day"))

    @api.model
    def _select_requests(self):
        return SQL(
            """SELECT %s FROM crm_request request
                WHERE request.commercial_partner_id = plan.partner_id
                  AND request.company_id = plan.company_id""",
            self._get_day(SQL("request.create_date")),
        )

    @api.model
    def _select_meetings(self):
        return SQL(
            """SELECT %s
                 FROM res_partner contact
                 JOIN calendar_event_res_partner_rel attendee
                   ON attendee.res_partner_id = contact.id
                 JOIN calendar_event event ON event.id = attendee.calendar_event_id
                WHERE contact.commercial_partner_id = plan.partner_id
                  AND event.active AND event.stop <= NOW() AT TIME ZONE 'UTC'""",
            self._get_day(SQL("event.stop")),
        )

    @api.model
    def _select_opportunity_meetings(self):
        """Meetings about an opportunity, whoever was invited."""
        query = self._find_documents("crm.lead")
        query.add_join(
            "JOIN",
            "event",
            "calendar_event",
            SQL(
                """event.opportunity_id = crm_lead.id
                   AND event.active AND event.stop <= NOW() AT TIME ZONE 'UTC'"""
            ),
        )
        return query.select(self._get_day(SQL("event.stop")))
