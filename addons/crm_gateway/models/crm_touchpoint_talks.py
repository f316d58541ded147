from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_touchpoint import NOON
from .crm_touchpoint_sales import INVOICES

# What people wrote; the rest is what Odoo notes down by itself.
WRITTEN = ("email", "comment", "email_outgoing", "sms", "whatsapp_message")

# Notes among ourselves, of a ``message`` and its ``subtype``
INTERNAL_MESSAGE = SQL(
    """message.is_internal OR subtype.internal
       OR message.subtype_id IS NULL AND message.message_type = 'comment'"""
)


class CrmTouchpoint(models.Model):
    """What was written and said."""

    _inherit = "crm.touchpoint"
    _depends = {
        "calendar.event": ["name", "opportunity_id", "partner_ids", "start", "user_id"],
        "calendar.attendee": ["event_id", "partner_id"],
        "mail.activity": [
            "active",
            "activity_type_id",
            "calendar_event_id",
            "date_done",
            "res_id",
            "res_model",
            "summary",
            "user_id",
        ],
        "mail.activity.type": ["category", "name"],
        "mail.message": [
            "author_id",
            "date",
            "is_internal",
            "message_type",
            "model",
            "res_id",
            "subject",
            "subtype_id",
        ],
        "mail.message.subtype": ["internal"],
        "res.users": ["partner_id", "share"],
    }

    @api.model
    def _get_thread_models(self):
        """Return model -> (column of the contact, column of the responsible).

        Messages and activities on these documents are touchpoints.  The documents
        have a stored ``name`` and a ``company_id``.
        """
        return {
            "res.partner": ("id", "user_id"),
            "crm.lead": ("partner_id", "user_id"),
            "sale.order": ("partner_id", "user_id"),
            "account.move": ("partner_id", "invoice_user_id"),
        }

    @api.model
    def _get_thread_domain(self, model):
        """Return the Domain of the documents that are a customer's."""
        if model == "account.move":
            # who sells to us as well gets bills, which are no customer's
            return Domain("move_type", "in", INVOICES)
        return Domain.TRUE

    @api.model
    def _get_branches(self):
        found = {
            "meeting": self._select_meetings(),
            "opportunity_meeting": self._select_opportunity_meetings(),
        }
        for model, (contact, user) in self._get_thread_models().items():
            found[f"message {model}"] = self._select_messages(model, contact, user)
            found[f"activity {model}"] = self._select_activities(model, contact)
        return {
            **super()._get_branches(),
            **{name: branch for name, branch in found.items() if branch},
        }

    # ----------------------------------------------------------------------
    # Messages and activities: read by whoever may read the document
    # ----------------------------------------------------------------------

    @api.model
    def _find_on_documents(self, model, found_model, alias, condition):
        """Return the Query of records of ``found_model`` on readable documents."""
        query = self._find_readable(model, self._get_thread_domain(model))
        if query is None:
            return None
        query.add_join("JOIN", alias, self.env[found_model]._table, condition)
        return self._add_rules(query, found_model, alias)

    @api.model
    def _select_messages(self, model, contact, user):
        # Others than employees are refused more than internal notes.
        if not (self.env.su or self.env.user._is_internal()):
            return None
        query = self._find_on_documents(
            model,
            "mail.message",
            "message",
            SQL(
                "message.model = %s AND message.res_id = %s",
                model,
                SQL.identifier(self.env[model]._table, "id"),
            ),
        )
        if query is None:
            return None
        query.add_where(SQL("message.message_type IN %s", WRITTEN))
        query.add_join(
            "LEFT JOIN",
            "subtype",
            "mail_message_subtype",
            SQL("subtype.id = message.subtype_id"),
        )
        query.add_join(
            "LEFT JOIN",
            "author",
            SQL(
                """LATERAL (SELECT MIN(id) AS user_id FROM res_users
                             WHERE partner_id = message.author_id AND NOT share)"""
            ),
            SQL("TRUE"),
        )
        table = self.env[model]._table
        return self._make_branch(
            query,
            "mail.message",
            SQL.identifier(table, contact),
            alias="message",
            kind=SQL("'message'"),
            date=SQL("message.date"),
            company_id=SQL.identifier(table, "company_id"),
            user_id=SQL("COALESCE(author.user_id, %s)", SQL.identifier(table, user)),
            direction=SQL(
                """CASE WHEN %s THEN 'internal'
                        WHEN message.message_type = 'email_outgoing'
                             OR author.user_id IS NOT NULL THEN 'out'
                        ELSE 'in' END""",
                INTERNAL_MESSAGE,
            ),
            name=SQL(
                "COALESCE(NULLIF(message.subject, ''), %s)",
                SQL.identifier(table, "name"),
            ),
            res_model=SQL("message.model"),
            res_id=SQL("message.res_id"),
        )

    @api.model
    def _select_activities(self, model, contact):
        query = self._find_on_documents(
            model,
            "mail.activity",
            "activity",
            # A meeting of the calendar stands for itself.
            SQL(
                """activity.res_model = %s AND activity.res_id = %s
                   AND activity.date_done IS NOT NULL AND NOT activity.active
                   AND activity.calendar_event_id IS NULL""",
                model,
                SQL.identifier(self.env[model]._table, "id"),
            ),
        )
        if query is None:
            return None
        query.add_join(
            "JOIN",
            "type",
            "mail_activity_type",
            SQL(
                "type.id = activity.activity_type_id"
                " AND type.category IN ('phonecall', 'meeting')"
            ),
        )
        table = self.env[model]._table
        return self._make_branch(
            query,
            "mail.activity",
            SQL.identifier(table, contact),
            alias="activity",
            kind=SQL(
                "CASE type.category WHEN 'phonecall' THEN 'call' ELSE 'meeting' END"
            ),
            date=SQL("activity.date_done + %s", NOON),
            company_id=SQL.identifier(table, "company_id"),
            user_id=SQL("activity.user_id"),
            name=SQL(
                "COALESCE(activity.summary, type.name->>%s, type.name->>'en_US')",
                self.env.lang or "en_US",
            ),
            res_model=SQL("activity.res_model"),
            res_id=SQL("activity.res_id"),
        )

    # ----------------------------------------------------------------------
    # Meetings
    # ----------------------------------------------------------------------

    @api.model
    def _find_meetings(self):
        """Return the Query of past meetings whose subject the user may see."""
        Event = self.env["calendar.event"]
        visible = Domain.TRUE
        if not self.env.su:
            mine = Domain("partner_ids", "in", self.env.user.partner_id.ids)
            visible = mine | Domain(Event._get_default_privacy_domain())
        query = self._find_readable("calendar.event", visible)
        if query is not None:
            # what is still to come is no touchpoint yet
            query.add_where(SQL("calendar_event.start <= now() AT TIME ZONE 'UTC'"))
        return query

    @api.model
    def _select_meetings(self):
        """One touchpoint for each customer who was invited."""
        query = self._find_meetings()
        if query is None:
            return None
        query.add_join(
            "JOIN",
            "invited",
            "calendar_event_res_partner_rel",
            SQL("invited.calendar_event_id = calendar_event.id"),
        )
        query.add_join(
            "JOIN",
            "attendee",
            "calendar_attendee",
            SQL(
                """attendee.event_id = calendar_event.id
                   AND attendee.partner_id = invited.res_partner_id"""
            ),
        )
        # Neither our own people, nor a second contact of the same customer.
        query.add_where(
            SQL(
                """NOT EXISTS (SELECT FROM res_users WHERE NOT share
                                  AND partner_id = invited.res_partner_id)
                   AND NOT EXISTS (
                       SELECT FROM calendar_attendee earlier
                         JOIN res_partner colleague ON colleague.id = earlier.partner_id
                        WHERE earlier.event_id = attendee.event_id
                          AND earlier.id < attendee.id
                          AND colleague.commercial_partner_id
                              = contact.commercial_partner_id)"""
            )
        )
        return self._make_branch(
            query,
            "calendar.attendee",
            SQL("invited.res_partner_id"),
            alias="attendee",
            **self._get_meeting_columns(),
        )

    @api.model
    def _select_opportunity_meetings(self):
        """Those about an opportunity to which nobody of the customer was invited."""
        query = self._find_meetings()
        if query is None:
            return None
        query.add_join(
            "JOIN", "lead", "crm_lead", SQL("lead.id = calendar_event.opportunity_id")
        )
        query.add_where(
            SQL(
                """NOT EXISTS (
                    SELECT FROM calendar_attendee invited
                      JOIN res_partner colleague ON colleague.id = invited.partner_id
                     WHERE invited.event_id = calendar_event.id
                       AND colleague.commercial_partner_id
                           = contact.commercial_partner_id)"""
            )
        )
        return self._make_branch(
            query,
            "calendar.event",
            SQL("lead.partner_id"),
            **self._get_meeting_columns(),
        )

    @api.model
    def _get_meeting_columns(self):
        return {
            "kind": SQL("'meeting'"),
            "date": SQL("calendar_event.start"),
            "user_id": SQL("calendar_event.user_id"),
            "name": SQL("calendar_event.name"),
            "res_model": SQL("'calendar.event'"),
            "res_id": SQL("calendar_event.id"),
        }
