from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..status import find_alarms
from .crm_kpi_commitment import FOLLOW_UP, MECHANICAL

# How far back readings are looked through for the row of red days
LOOKED_BACK = timedelta(days=92)
DAYS_TO_PLAN = 3
# What people write into an alarm; its state changes by buttons
PLANNED = {"owner_id", "plan", "follow_up_date", "result"}


class CrmKpi(models.Model):
    _inherit = "crm.kpi"

    alert_days = fields.Integer(
        "Alarm After (Days)",
        default=2,
        help="So many days in a row must be red. One alarm, until it is green enough "
        "again. 0: no alarms.",
    )
    alert_rearm = fields.Float(
        "Armed Again From (%)",
        default=95,
        help="Share of the target from which a further fall is a new alarm.",
    )

    _alert_days_not_negative = models.Constraint(
        "CHECK (alert_days >= 0)", "An alarm comes after 0 or more days."
    )

    def _find_who_acts(self, company):
        """Return the user of a company who is to act on this KPI.

        Its owner; without one, whoever answers for an objective that is seen by it;
        else an administrator of the figures, so that no alarm is for nobody.
        """
        objectives = (
            self.env["crm.objective.kpi"]
            .search([("kpi_id", "=", self.id), ("company_id", "=", company.id)])
            .objective_id
        )
        managers = self.env.ref("crm_kpi.group_kpi_manager").all_user_ids
        for user in self.owner_id + objectives.owner_id + managers.sorted("id"):
            if (
                user.active
                and company in user.company_ids
                and self.with_user(user).with_company(company)._filter_visible()
            ):
                return user
        return self.env["res.users"]


class CrmKpiAlert(models.Model):
    """A KPI that turned red and stayed so: who does what about it, by when."""

    _name = "crm.kpi.alert"
    _description = "Alarm of a KPI"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one(
        "crm.kpi", "KPI", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date("Raised On", required=True, readonly=True)
    value = fields.Float(readonly=True, digits=False)
    target = fields.Float(readonly=True, digits=False)
    attained = fields.Float("Attained (%)", readonly=True, digits=(16, 1))
    unit = fields.Selection(related="kpi_id.unit")
    owner_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        index="btree_not_null",
    )
    state = fields.Selection(
        [("open", "To Plan"), ("planned", "Planned"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
    )
    plan = fields.Text(help="What is done about it.")
    follow_up_date = fields.Date(help="When to look whether it has helped.")
    result = fields.Text(help="Whether it has helped, and what was learned.")

    _once = models.UniqueIndex("(kpi_id, company_id, date)")

    @api.model
    def _raise(self, company, day):
        """Raise the alarms of a day: one for each trouble, not one for each day."""
        readings = self.env["crm.kpi.reading"].search(
            [
                ("company_id", "=", company.id),
                ("date", ">", day - LOOKED_BACK),
                ("date", "<=", day),
                ("kpi_id.alert_days", ">", 0),
                ("kpi_id.active", "=", True),
            ],
            order="date",
        )
        raised = self.browse()
        for kpi, rows in readings.grouped("kpi_id").items():
            values = [None if row.light == "grey" else row.attained for row in rows]
            alarms = find_alarms(
                values, kpi.yellow_from, kpi.alert_days, kpi.alert_rearm
            )
            if alarms and rows[alarms[-1]].date == day:
                raised |= self._raise_one(rows[alarms[-1]])
        return raised

    @api.model
    def _raise_one(self, reading):
        kpi = reading.kpi_id
        if self.search_count(
            [
                ("kpi_id", "=", kpi.id),
                ("company_id", "=", reading.company_id.id),
                "|",
                ("state", "!=", "closed"),
                ("date", "=", reading.date),
            ],
            limit=1,
        ):
            return self.browse()  # somebody is at it already
        who = kpi._find_who_acts(reading.company_id)
        alert = self.create(
            {
                "kpi_id": kpi.id,
                "company_id": reading.company_id.id,
                "date": reading.date,
                "value": reading.value,
                "target": reading.target,
                "attained": reading.attained,
                "owner_id": who.id,
            }
        )
        if who:
            theirs = alert.with_context(lang=who.lang)
            theirs.activity_schedule(
                FOLLOW_UP,
                date_deadline=reading.date + timedelta(days=DAYS_TO_PLAN),
                summary=theirs.env._("%s is red: plan what to do", theirs.kpi_id.name),
                user_id=who.id,
            )
        return alert

    def write(self, vals):
        """Let people plan and judge; what was measured stays.

        :raise AccessError: when the figures of an alarm are changed
        """
        mechanical = {name for model in MECHANICAL for name in self.env[model]._fields}
        if not self.env.su and vals.keys() - PLANNED - mechanical:
            raise AccessError(
                self.env._(
                    "An alarm keeps what was measured. Write your plan beside it."
                )
            )
        return super().write(vals)

    def action_plan(self):
        """Note that there is a plan, and look again when it should have helped."""
        self.check_access("write")
        for alert in self:
            if not (alert.plan or "").strip():
                raise UserError(
                    self.env._("Write what is done about %s.", alert.kpi_id.name)
                )
            if not alert.follow_up_date:
                raise UserError(self.env._("Say when to look whether it has helped."))
            alert.activity_feedback([FOLLOW_UP], feedback=alert.plan)
            alert.activity_schedule(
                FOLLOW_UP,
                date_deadline=alert.follow_up_date,
                summary=self.env._("Has it helped %s?", alert.kpi_id.name),
                user_id=(alert.owner_id or self.env.user).id,
            )
            alert.sudo().state = "planned"
        return True

    def action_close(self):
        """End the alarm with what came of it."""
        self.check_access("write")
        for alert in self:
            if not (alert.result or "").strip():
                raise UserError(
                    self.env._("Write what came of it: the next one will be glad.")
                )
            alert.activity_feedback([FOLLOW_UP], feedback=alert.result)
            alert.sudo().state = "closed"
        return True

    def action_reopen(self):
        """Take a closed alarm up again."""
        self.check_access("write")
        self.filtered(lambda alert: alert.state == "closed").sudo().state = "open"
        return True

    def action_open_figures(self):
        """Open the figures behind the alarm."""
        self.check_access("read")
        self.ensure_one()
        return self.kpi_id.action_open_values()
