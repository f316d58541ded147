from odoo import api, fields, models
from odoo.tools import SQL, split_every

BATCH = 200
# planned contacts are spread over so many days at most; what is left waits
HORIZON_DAYS = 30


class CrmContactPlan(models.Model):
    """How often a customer is contacted, by whom and in which way.

    A contact is what passed between us and the customer: a message on the firm,
    on one of its contacts or on a document of theirs, a call, a meeting that took
    place, a request. Whoever contacts a customer for another reason has done what
    the plan wants.
    """

    _name = "crm.contact.plan"
    _description = "Contact Plan"
    _inherit = ["crm.customer.record", "mail.thread"]
    _order = "id desc"
    _rec_name = "partner_id"

    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
        tracking=True,
        help="Empty: the salesperson of the customer.",
    )
    interval_days = fields.Integer(
        "Every (days)", default=30, required=True, tracking=True
    )
    start_date = fields.Date(
        "First Contact From",
        default=fields.Date.context_today,
        required=True,
        help="Nothing is planned before this day.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        default=lambda self: self.env.ref(
            "mail.mail_activity_data_call", raise_if_not_found=False
        ),
        domain="[('res_model', 'in', [False, 'res.partner'])]",
    )
    summary = fields.Char("What About", help="Becomes the title of each activity.")
    last_contact_date = fields.Date("Last Contact", compute="_compute_dates")
    next_contact_date = fields.Date("Next Contact", compute="_compute_dates")

    _customer_once = models.Constraint(
        "UNIQUE (company_id, partner_id)",
        "This customer has a contact plan already; look for it among the archived "
        "ones, too.",
    )
    _interval_positive = models.Constraint(
        "CHECK (interval_days > 0)",
        "Enter after how many days the customer is contacted again: one at least.",
    )

    @api.depends("activity_type_id", "interval_days", "partner_id", "start_date")
    def _compute_dates(self):
        self.env.flush_all()
        dates = {
            plan_id: (last, following)
            for plan_id, last, following in self.env.execute_query(
                SQL(
                    "SELECT id, last_contact_date, next_contact_date"
                    "  FROM (%s) dates WHERE id = ANY(%s)",
                    self._get_dates_sql(),
                    self._origin.ids,
                )
            )
        }
        for plan in self:
            plan.last_contact_date, plan.next_contact_date = dates.get(
                plan._origin.id, (False, plan.start_date)
            )

    @api.model
    def _get_dates_sql(self):
        """Return SQL of each plan with its last and its next day of contact.

        Days are the company's.
        """
        return SQL(
            """
            SELECT plan.*, contact.day AS last_contact_date,
                   GREATEST(plan.start_date, contact.day + plan.interval_days)
                       AS next_contact_date
              FROM crm_contact_plan plan
              JOIN res_company company ON company.id = plan.company_id
              LEFT JOIN LATERAL (
                   SELECT MAX(day) AS day FROM (%s) contacts) contact ON TRUE
            """,
            SQL(" UNION ALL ").join(self._get_contact_branches()),
        )

    @api.model
    def _cron_plan(self):
        """Plan what is due in each company, a portion at a time."""
        cron = self.env["ir.cron"]
        due = []
        for company in self.env["res.company"].search([("active", "=", True)]):
            rows = self._get_due(company)
            due += [(company, list(part)) for part in split_every(BATCH, rows)]
        cron._commit_progress(remaining=sum(len(rows) for _company, rows in due))
        for company, rows in due:
            self._plan_contacts(company, rows)
            if not cron._commit_progress(len(rows)):
                break

    @api.model
    def _get_due(self, company):
        """Return (plan id, user id) of customers to contact, longest due first.

        Who has an open activity will be contacted by it; a customer for whom
        nobody is responsible is found in the list of forgotten ones.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT dates.id, responsible.id
                  FROM (%(dates)s) dates
                  JOIN res_partner partner ON partner.id = dates.partner_id
                  JOIN LATERAL (
                       SELECT users.id
                         FROM res_users users
                         JOIN res_company_users_rel member
                           ON member.user_id = users.id
                          AND member.cid = dates.company_id
                        WHERE users.id IN (dates.user_id, partner.user_id)
                          AND users.active AND NOT users.share
                        ORDER BY users.id <> COALESCE(dates.user_id, 0)
                        LIMIT 1) responsible ON TRUE
                 WHERE dates.active AND partner.active
                   AND dates.company_id = %(company)s
                   AND dates.next_contact_date <= %(today)s
                   AND NOT EXISTS (
                       SELECT 1
                         FROM res_partner member
                         JOIN mail_activity activity
                           ON activity.res_model = 'res.partner'
                          AND activity.res_id = member.id
                        WHERE member.commercial_partner_id = dates.partner_id
                          AND activity.active)
                 ORDER BY dates.next_contact_date, dates.id
                """,
                dates=self._get_dates_sql(),
                company=company.id,
                today=company._get_crm_today(),
            )
        )

    @api.model
    def _plan_contacts(self, company, rows):
        """Make the activities, each on the first day with room for its user."""
        days = self._get_working_days(company)
        limit = company.crm_contact_daily_limit
        loads = self._get_loads(days[0])
        activities = []
        for plan_id, user_id in rows:
            day = next(
                (day for day in days if loads.get((user_id, day), 0) < limit), None
            )
            if day is None:
                continue
            loads[user_id, day] = loads.get((user_id, day), 0) + 1
            activities.append(self.browse(plan_id)._prepare_activity(user_id, day))
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(activities)
        )

    def _prepare_activity(self, user_id, day):
        self.ensure_one()
        lang = self.env["res.users"].browse(user_id).lang
        env = self.with_context(lang=lang).env
        activity_type = self.activity_type_id or self.env.ref(
            "mail.mail_activity_data_call"
        )
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "user_id": user_id,
            "activity_type_id": activity_type.id,
            "summary": self.summary
            or env._("Planned contact, every %s days", self.interval_days),
            "date_deadline": day,
            "automated": True,
        }

    @api.model
    def _get_working_days(self, company):
        """Return the days on which contacts may be planned, from today on."""
        today = company._get_crm_today()
        days = [fields.Date.add(today, days=number) for number in range(HORIZON_DAYS)]
        attendances = company.resource_calendar_id.attendance_ids
        weekdays = set(attendances.mapped("dayofweek"))
        working = [day for day in days if str(day.weekday()) in weekdays]
        return working or days

    @api.model
    def _get_loads(self, since):
        """Return {(user id, day): planned contacts}, those done included.

        Whatever else plans contacts by itself takes of the same room.
        """
        return {
            (user.id, day): count
            for user, day, count in self.env["mail.activity"]
            .with_context(active_test=False)
            ._read_group(
                [
                    ("res_model", "=", "res.partner"),
                    ("automated", "=", True),
                    ("date_deadline", ">=", since),
                ],
                ["user_id", "date_deadline:day"],
                ["__count"],
            )
        }
