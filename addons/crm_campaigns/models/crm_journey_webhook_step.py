import json
import secrets

from odoo import fields, models

from ..webhook_delivery import NotDelivered, split_url


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    webhook_secret = fields.Char(
        copy=False,
        groups="crm_campaigns.group_campaign_manager",
        help="Signs what webhooks send, so that the other side knows that it comes "
        "from here. Made at the first one if empty.",
    )

    def _get_webhook_secret(self):
        """Return the secret that signs; make it when there is none."""
        self.ensure_one()
        journey = self.sudo()
        if not journey.webhook_secret:
            journey.webhook_secret = secrets.token_urlsafe(32)
        return journey.webhook_secret


class CrmJourneyNode(models.Model):
    """A step that tells another system."""

    _inherit = "crm.journey.node"

    channel = fields.Selection(
        selection_add=[("webhook", "Webhook")], ondelete={"webhook": "set null"}
    )
    webhook_url = fields.Char(
        "Webhook Address",
        help="An https address out on the internet; it gets the journey, the step, and "
        "the name and e-mail of the record.",
    )

    def _find_webhook_faults(self):
        try:
            split_url(self.webhook_url)
        except NotDelivered:
            return [
                self.env._("“%s”: give the webhook an address with https.", self.name)
            ]
        return []


class CrmJourneyTask(models.Model):
    """Webhooks are written down with the step, and delivered by a job."""

    _inherit = "crm.journey.task"

    def _do_webhook(self, node):
        records = {record.id: record for record in self._get_records(node)}
        self.env["crm.journey.webhook"].sudo().create(
            [
                {
                    "task_id": task.id,
                    "url": node.webhook_url,
                    "payload": task._get_webhook_payload(
                        node, records[task.participant_id.res_id]
                    ),
                }
                for task in self
            ]
        )
        self.env.ref("crm_campaigns.ir_cron_webhooks").sudo()._trigger()
        return dict.fromkeys(self.ids, ("done", "next", None))

    def _get_webhook_payload(self, node, record):
        """Return the JSON text that is sent; ``record`` as the owner sees it."""
        return json.dumps(
            {
                "journey": {"id": node.journey_id.id, "name": node.journey_id.name},
                "step": {"id": node.id, "name": node.name},
                "record": {
                    "model": record._name,
                    "id": record.id,
                    "name": record.display_name,
                    "email": self.participant_id.email_normalized or None,
                },
            },
            ensure_ascii=False,
        )
