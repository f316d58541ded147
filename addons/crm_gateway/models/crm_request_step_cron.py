from datetime import timedelta

from odoo import api, fields, models

from .crm_request_step import RUNNING_STATES

BATCH = 100
# Documents are followed when they change; this looks at what no change told of.
FOLLOWED = ("quotation", "order", "delivery", "invoice", "payment", "refund")


class CrmRequestStepCron(models.Model):
    """What the scheduler does for steps: follow their documents, and escalate."""

    _inherit = "crm.request.step"

    @api.model
    def _cron_follow(self):
        """Look at the documents of all running steps."""
        steps = self.search(
            [
                ("state", "in", RUNNING_STATES),
                ("kind", "in", self._get_followed_kinds()),
            ]
        )
        self._in_batches(steps, lambda batch: batch._follow())

    @api.model
    def _get_followed_kinds(self):
        return list(FOLLOWED)

    @api.model
    def _cron_escalate(self):
        """Tell the managers of overdue steps, one level further each day."""
        now = fields.Datetime.now()
        steps = self.search(
            [
                ("state", "in", RUNNING_STATES),
                ("date_deadline", "<", now),
                "|",
                ("escalation_date", "=", False),
                ("escalation_date", "<=", now - timedelta(days=1)),
            ]
        )
        self._in_batches(steps, lambda batch: batch._escalate())

    def _in_batches(self, steps, work):
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(steps))
        for start in range(0, len(steps), BATCH):
            batch = steps[start : start + BATCH].try_lock_for_update()
            work(batch.filtered(lambda step: step.state in RUNNING_STATES))
            if not cron._commit_progress(min(BATCH, len(steps) - start)):
                break

    def _escalate(self):
        """Give the next manager above the last one an activity on each step."""
        for step in self:
            manager = step._get_next_manager()
            step.escalation_date = fields.Datetime.now()
            if not manager:
                # the top of the company knows already
                continue
            step.write(
                {
                    "escalation_level": step.escalation_level + 1,
                    "escalated_employee_id": manager.id,
                }
            )
            if manager.user_id:
                step.activity_schedule(
                    "crm_gateway.mail_activity_type_request_overdue",
                    summary=self.env._("Overdue: %s", step.display_name),
                    user_id=manager.user_id.id,
                )
            step.message_post(
                body=self.env._("Overdue: %s has been told.", manager.name)
            )

    def _get_next_manager(self):
        """Return the next employee up the hierarchy who was not told yet."""
        self.ensure_one()
        last = self.escalated_employee_id or self.employee_id
        manager = last.parent_id
        if not manager and not self.escalated_employee_id:
            manager = self.department_id.manager_id
        return manager if manager != last else manager.browse()
