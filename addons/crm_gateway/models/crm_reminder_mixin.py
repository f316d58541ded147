from odoo import api, fields, models
from odoo.fields import Domain


class CrmReminderMixin(models.AbstractModel):
    """Plans one activity for each date that somebody should be told of.

    What was told is kept on the record and not read from its activities: a
    reminder that somebody did or deleted does not come back, however often the
    scheduler runs. A date that is moved is told of again.
    """

    _name = "crm.reminder.mixin"
    _inherit = ["mail.activity.mixin", "crm.portion.mixin"]
    _description = "Reminders of Dates"

    reminded_dates = fields.Json(readonly=True, copy=False)
    reminder_look_date = fields.Datetime(
        "Last Looked At",
        readonly=True,
        copy=False,
        help="When the scheduler last looked for dates to remind of.",
    )

    @api.model
    def _get_reminder_domain(self, today):
        """Return the domain of records that may have to be told of today."""
        raise NotImplementedError

    def _get_reminders(self, today):
        """Return (key, date, summary) of each date that is to be told now."""
        raise NotImplementedError

    def _get_reminder_users(self):
        """Return who may be told, the first choice first."""
        return self.user_id | self.partner_id.user_id

    @api.model
    def _cron_remind(self):
        """Remind of what is due in each company, in its own calendar."""
        domains = [
            Domain("company_id", "=", company.id)
            & Domain(self._get_reminder_domain(company._get_crm_today()))
            for company in self.env["res.company"].search([("active", "=", True)])
        ]
        self._in_portions(
            Domain.OR(domains), "reminder_look_date", self._remind_in_companies
        )

    @api.model
    def _remind_in_companies(self, records):
        for company, own in records.grouped("company_id").items():
            own._remind(company._get_crm_today())

    def _remind(self, today):
        """Plan the activities that are not yet planned; return them."""
        activities = []
        for record in self:
            told = dict(record.reminded_dates or {})
            if not record._get_untold(told, today):
                continue
            user = record._get_reminder_user()
            # without anybody to tell, the date waits until there is somebody
            if not user:
                continue
            for key, date, summary in record.with_context(lang=user.lang)._get_untold(
                told, today
            ):
                told[key] = fields.Date.to_string(date)
                activities.append(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "res_id": record.id,
                        "user_id": user.id,
                        "activity_type_id": self.env.ref(
                            "mail.mail_activity_data_todo"
                        ).id,
                        "summary": summary,
                        "date_deadline": max(date, today),
                        "automated": True,
                    }
                )
            record.reminded_dates = told
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(activities)
        )

    def _get_untold(self, told, today):
        return [
            reminder
            for reminder in self._get_reminders(today)
            if told.get(reminder[0]) != fields.Date.to_string(reminder[1])
        ]

    def _get_reminder_user(self):
        """Return the first who works here and may open the record."""
        self.ensure_one()
        for user in self._get_reminder_users():
            if (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and self.with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
                .has_access("read")
            ):
                return user
        return self.env["res.users"]
