from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..scheduling import add_time

# A call or task without a result goes on after so many days
RESULT_DAYS = 14
# Channels that reach the customer, and what the rules of sending call them
SENDING_CHANNELS = {"email": "email", "call": "phone", "letter": "post"}


class CrmJourneyTask(models.Model):
    """The channels: each does its step for many at once.

    ``_do_<channel>(node)`` returns {task id: (state, outcome, reason)}; an add-on
    with a channel of its own adds one.
    """

    _inherit = "crm.journey.task"

    @api.model
    def _get_message_channels(self):
        """Return {channel that reaches a customer: its name in the rules of sending}.

        An add-on with such a channel adds its own.
        """
        return dict(SENDING_CHANNELS)

    def _get_actor(self, node):
        """Return with whose rights these tasks are done.

        The owner's, who has published the step; in a test run those of the one who
        tests, for a draft may hold whatever anybody has put there.
        """
        participants = self.participant_id
        if participants and all(participants.mapped("is_test")):
            return participants[0].create_uid
        return node.journey_id.user_id

    def _get_records(self, node):
        """The records that still exist, of these tasks, as the owner sees them."""
        owner = self._get_actor(node)
        ids = self.participant_id.mapped("res_id")
        return (
            self.env[node.model]
            .with_user(owner)
            .with_context(allowed_company_ids=node.company_id.ids)
            .browse(ids)
            .exists()
        )

    def _find_refusals(self, node):
        """Whom this message may not reach now.

        :return: ({task id: reason}, {task id: moment from which it may})
        """
        gone = self.env._("The record was deleted")
        existing = set(self._get_records(node).ids)
        refused = {
            task.id: gone for task in self if task.participant_id.res_id not in existing
        }
        tasks = self.filtered(lambda task: task.id not in refused)
        channel = self._get_message_channels().get(node.channel)
        if not channel:
            return refused, {}
        later = {}
        answers = self.env["crm.sending.check"]._check(
            [task.participant_id._get_recipient() for task in tasks],
            channel=channel,
            purpose=node.purpose_id,
            company=node.company_id,
            ignore=self._get_ignored_reasons(node),
        )
        labels = self.env["crm.sending.check"]._get_reasons()
        for task, answer in zip(tasks, answers, strict=True):
            if answer and not task.participant_id.is_test:
                if answer.reason == "quiet":
                    later[task.id] = answer.until
                else:
                    refused[task.id] = labels[answer.reason]
        return refused, later

    def _get_ignored_reasons(self, node):
        """A call is made by somebody who sees the clock, and knows the number.

        A letter wakes nobody, and goes to another address than that of mails.
        """
        return ("quiet", "no_address") if node.channel in ("call", "letter") else ()

    def _do_email(self, node, addition=""):
        """Make the mails and their traces; the host's mail queue sends them.

        The trace and the task's state are written in one transaction, so a mail
        that exists is a task that is done.
        """
        tests = self.filtered("participant_id.is_test")
        results = tests._do_email_test(node)
        tasks = self - tests
        if not tasks:
            return results
        records = tasks._get_records(node)
        traces = node.mailing_id._compose_for_journey(records, addition)
        for task in tasks:
            trace = traces.get(task.participant_id.res_id)
            if not trace:
                results[task.id] = ("skipped", "skipped", self.env._("No mail made"))
            elif trace.trace_status in ("cancel", "error"):
                labels = dict(
                    trace._fields["failure_type"]._description_selection(self.env)
                )
                results[task.id] = (
                    "skipped",
                    "skipped",
                    labels.get(trace.failure_type) or trace.trace_status,
                )
            else:
                results[task.id] = ("done", "next", None)
        made = {
            task.id: traces[task.participant_id.res_id].id
            for task in tasks
            if task.participant_id.res_id in traces
        }
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

    def _do_email_test(self, node):
        """What the recipient would get goes to whoever tests."""
        results = {}
        for task in self:
            user = task.participant_id.create_uid
            node.mailing_id._send_test_of_journey(task._get_records(node), user)
            results[task.id] = ("done", "next", self.env._("Sent to %s", user.email))
        return results

    def _do_call(self, node):
        return self._make_activities(node, "mail.mail_activity_data_call")

    def _do_todo(self, node):
        return self._make_activities(node, "mail.mail_activity_data_todo")

    def _make_activities(self, node, type_xmlid):
        """Give each a colleague's task; they go on when its result is noted."""
        owner = node.journey_id.user_id
        records = {record.id: record for record in self._get_records(node)}
        vals_list = []
        for task in self:
            record = records[task.participant_id.res_id]
            user = node.user_id or record.sudo().user_id or owner
            vals_list.append(
                {
                    "activity_type_id": self.env.ref(type_xmlid).id,
                    "summary": node.summary or node.name,
                    "note": node.script,
                    "res_model_id": self.env["ir.model"]._get_id(node.model),
                    "res_id": record.id,
                    "user_id": user.id,
                    "journey_task_id": task.id,
                    "date_deadline": self.env.cr.now().date() + timedelta(days=1),
                }
            )
        # who has it to do is chosen here, not written to by mail for each
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(vals_list)
        self._await_result(self.env.cr.now() + timedelta(days=RESULT_DAYS))
        return {}

    def _await_result(self, moment):
        """Leave these tasks waiting for a result, at most until ``moment``."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """UPDATE crm_journey_task
                      SET awaits_result = TRUE, state = 'pending', claim_token = NULL,
                          lease_until = NULL, due_at = %s
                    WHERE id = ANY(%s) RETURNING id""",
                moment,
                self.ids,
            )
        )
        self.invalidate_model(flush=False)

    def _await_answers(self, node, results):
        """Whoever got the message has the time of the step to answer it.

        :param dict results: what came of sending, as ``_do_email`` returns it
        :return: the results of those who wait for nothing
        """
        sent = self.browse(id_ for id_, row in results.items() if row[0] == "done")
        if sent:
            sent._await_result(
                add_time(self.env.cr.now(), "UTC", node.wait_number, node.wait_unit)
            )
        return {id_: row for id_, row in results.items() if id_ not in sent.ids}

    @api.model
    def _note_answers_where(self, condition):
        """Let tasks go on by “Yes” whose answer has come.

        :param SQL condition: on the tables task, node and p (the participant)
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task task
                   SET outcome = 'yes', due_at = %s
                  FROM crm_journey_node node, crm_journey_participant p
                 WHERE node.id = task.node_id AND p.id = task.participant_id
                   AND task.state = 'pending' AND task.awaits_result
                   AND task.outcome IS NULL AND (%s)
                RETURNING task.id
                """,
                self.env.cr.now(),
                condition,
            )
        )
        if rows:
            self.invalidate_model(flush=False)
            self.env.ref("crm_campaigns.ir_cron_journeys").sudo()._trigger()

    def _do_action(self, node):
        """Run the action for all of them, with the rights of the owner."""
        records = self._get_records(node)
        node.action_id.with_user(node.journey_id.user_id).with_context(
            active_model=node.model,
            active_ids=records.ids,
            active_id=records[:1].id,
            allowed_company_ids=node.company_id.ids,
        ).run()
        return dict.fromkeys(self.ids, ("done", "next", None))
