from odoo import api, models
from odoo.tools import SQL


class CrmJourneyTask(models.Model):
    """The channel SMS: made with their traces in the transaction of the step."""

    _inherit = "crm.journey.task"

    @api.model
    def _get_message_channels(self):
        return {**super()._get_message_channels(), "sms": "sms"}

    @api.model
    def _get_tested_channels(self):
        return [*super()._get_tested_channels(), "sms"]

    def _do_sms(self, node):
        tests = self.filtered("participant_id.is_test")
        results = tests._do_sms_test(node)
        tasks = self - tests
        if not tasks:
            return results
        traces = node.mailing_id._compose_sms_for_journey(tasks._get_records(node))
        labels = dict(
            self.env["mailing.trace"]
            ._fields["failure_type"]
            ._description_selection(self.env)
        )
        made = {}
        for task in tasks:
            trace = traces.get(task.participant_id.res_id)
            if not trace:
                results[task.id] = ("skipped", "skipped", self.env._("No SMS made"))
                continue
            made[task.id] = trace.id
            if trace.trace_status in ("cancel", "error"):
                reason = labels.get(trace.failure_type) or trace.trace_status
                results[task.id] = ("skipped", "skipped", reason)
            else:
                results[task.id] = ("done", "next", None)
        if made:
            self.env.execute_query(
                SQL(
                    """UPDATE crm_journey_task task SET trace_id = made.trace_id
                         FROM unnest(%s, %s) AS made(id, trace_id)
                        WHERE task.id = made.id RETURNING task.id""",
                    list(made),
                    list(made.values()),
                )
            )
        return results

    def _do_sms_test(self, node):
        """What the recipient would get goes to the number of whoever tests."""
        results = {}
        for task in self:
            user = task.participant_id.create_uid
            number = user.partner_id.phone_sanitized
            if not number:
                results[task.id] = (
                    "skipped",
                    "skipped",
                    self.env._("%s has no phone number", user.name),
                )
                continue
            node.mailing_id._send_test_sms_of_journey(task._get_records(node), user)
            results[task.id] = ("done", "next", self.env._("Sent to %s", number))
        return results
