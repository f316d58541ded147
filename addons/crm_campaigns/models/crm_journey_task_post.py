from odoo import models


class CrmJourneyTask(models.Model):
    """Social posts: planned by the journey, published by a colleague, recorded."""

    _inherit = "crm.journey.task"

    def _do_post(self, node):
        """Have it published once, when the first comes here; nobody waits for it.

        A post reaches everybody at once, so it is an activity on the journey: done
        with the link to the post as its result, which the journey keeps.
        """
        tests = self.filtered("participant_id.is_test")
        if self - tests and not self._is_post_planned(node):
            journey = node.journey_id.sudo()
            journey.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Publish: %s", node.summary or node.name),
                note=node.script,
                user_id=(node.user_id or journey.user_id).id,
                journey_node_id=node.id,
            )
        return dict.fromkeys(self.ids, ("done", "next", None))

    def _is_post_planned(self, node):
        """Whether a colleague has the post to do, or has done it."""
        return bool(
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search_count([("journey_node_id", "=", node.id)], limit=1)
        )
