from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from odoo.addons.queue_job.job import Job

KEY = "crm_queue_job:%s"


@tagged("post_install", "-at_install")
class TestIrCron(TransactionCase):
    """A scheduled action that is due becomes a job; a runner does it in portions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.long = cls.env.ref("crm_gateway.ir_cron_duplicate")
        cls.short = cls.env.ref("crm_gateway.ir_cron_follow")

    def setUp(self):
        super().setUp()
        # the scheduler commits after each action; a test keeps nothing
        self.patch(self.env.cr, "commit", self.env.flush_all)
        self.ran = []
        patched = type(self.env["ir.actions.server"])
        self.patch(patched, "run", lambda action: self.ran.append(action.id))

    def _fire(self, cron):
        cron._callback(cron.cron_name, cron.ir_actions_server_id.id)

    def _get_jobs(self, cron):
        domain = [("identity_key", "=", KEY % cron.id)]
        return self.env["queue.job"].search(domain)

    def test_long_work_waits_in_the_queue(self):
        self._fire(self.long)
        job = self._get_jobs(self.long)
        self.assertEqual(job.state, "pending")
        self.assertEqual(job.method_name, "_work_in_queue")
        self.assertEqual(job.channel, "root.crm")
        self.assertFalse(self.ran, "the scheduler itself has done nothing")

    def test_one_job_at_a_time(self):
        self._fire(self.long)
        self._fire(self.long)
        self.assertEqual(len(self._get_jobs(self.long)), 1)
        job = Job.load(self.env, self._get_jobs(self.long).uuid)
        job.set_started()
        job.store()
        self._fire(self.long)
        self.assertEqual(len(self._get_jobs(self.long)), 1, "it runs: no second one")

    def test_short_work_stays_with_the_scheduler(self):
        self._fire(self.short)
        self.assertFalse(self._get_jobs(self.short))
        self.assertEqual(self.ran, self.short.ir_actions_server_id.ids)

    def test_administrator_decides(self):
        self.long.queue_mode = "cron"
        self.short.queue_mode = "queue"
        self._fire(self.long)
        self._fire(self.short)
        self.assertFalse(self._get_jobs(self.long))
        self.assertEqual(len(self._get_jobs(self.short)), 1)
        self.assertEqual(self.ran, self.long.ir_actions_server_id.ids)

    def test_without_a_runner_the_scheduler_works(self):
        self._fire(self.long)
        job = self._get_jobs(self.long)
        job.flush_recordset()
        self.env.cr.execute(
            "UPDATE queue_job SET date_created = %s WHERE id = %s",
            [datetime.now() - timedelta(minutes=16), job.id],
        )
        job.invalidate_recordset()
        with self.assertLogs("odoo.addons.crm_queue_job", "WARNING") as logs:
            self._fire(self.long)
        self.assertIn("runner", logs.output[0])
        self.assertEqual(self.ran, self.long.ir_actions_server_id.ids)

    def test_what_remains_is_another_job(self):
        """Two of five are done in the first portion, the rest in a second job."""
        portions = [(2, 5), (3, 0)]

        def work(action):
            context = action.env.context
            progress = self.env["ir.cron.progress"].browse(
                context["ir_cron_progress_id"]
            )
            done, remaining = portions.pop(0)
            progress.write({"done": done, "remaining": remaining})

        self.patch(type(self.env["ir.actions.server"]), "run", work)
        self.long._work_in_queue()
        self.assertEqual(len(self._get_jobs(self.long)), 1)
        self.assertEqual(self.long._work_in_queue(), "3 done, 0 remaining")
        self.assertEqual(len(self._get_jobs(self.long)), 1, "nothing left to do")
