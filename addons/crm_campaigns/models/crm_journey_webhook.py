import hashlib
import hmac
import uuid
from datetime import timedelta

from odoo import api, fields, models

from .. import webhook_delivery

MAX_ATTEMPTS = 5
# Minutes until the next attempt: 1, 4, 16, 64
BACKOFF = 4


class CrmJourneyWebhook(models.Model):
    """A webhook to be delivered: tried five times, under the same key each time.

    The signature is ``sha256=`` and the HMAC-SHA256, in hex, of the time stamp
    (seconds since 1970), a full stop and the body.
    """

    _name = "crm.journey.webhook"
    _description = "Journey Webhook"
    _order = "id desc"
    _rec_name = "key"

    task_id = fields.Many2one(
        "crm.journey.task", "Step Taken", required=True, ondelete="cascade"
    )
    node_id = fields.Many2one(related="task_id.node_id")
    journey_id = fields.Many2one(
        related="task_id.journey_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="task_id.company_id", store=True, index=True, precompute=True
    )
    key = fields.Char(
        "Idempotency Key",
        required=True,
        readonly=True,
        default=lambda self: str(uuid.uuid4()),
        help="The same at each attempt: the other side does it once.",
    )
    url = fields.Char("Address", required=True, readonly=True)
    payload = fields.Text("Content", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "To be delivered"),
            ("delivered", "Delivered"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    attempt_count = fields.Integer("Attempts", readonly=True)
    next_attempt_at = fields.Datetime(
        "Next Attempt", required=True, readonly=True, default=fields.Datetime.now
    )
    status_code = fields.Integer("Answer", readonly=True)
    failure = fields.Selection(
        [
            ("bad_url", "The address is not an https address"),
            ("not_found", "The host has no address"),
            ("not_public", "The address is in an internal network"),
            ("no_answer", "No answer"),
            ("refused", "Refused by the other side"),
        ],
        readonly=True,
    )
    delivered_on = fields.Datetime(readonly=True)

    _task_unique = models.UniqueIndex("(task_id)")
    _due = models.Index("(next_attempt_at, id) WHERE state = 'pending'")

    def action_retry(self):
        """Try again what has failed, from the first attempt on."""
        self.check_access("write")
        failed = self.filtered(lambda webhook: webhook.state == "failed")
        failed.write(
            {
                "state": "pending",
                "attempt_count": 0,
                "next_attempt_at": fields.Datetime.now(),
            }
        )
        self.env.ref("crm_campaigns.ir_cron_webhooks").sudo()._trigger()

    @api.model
    def _get_due_domain(self):
        return [
            ("state", "=", "pending"),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _cron_deliver(self):
        """Deliver what is due; each is committed by itself."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(self._get_due_domain()))
        while webhook := self._take_one():
            webhook._deliver()
            if not cron._commit_progress(1):
                return

    @api.model
    def _take_one(self):
        """Return one that is due and that no other worker has, locked."""
        due = self.search(self._get_due_domain(), order="next_attempt_at, id", limit=50)
        taken = due.try_lock_for_update(limit=1)
        return taken.filtered_domain(self._get_due_domain())

    def _deliver(self):
        self.ensure_one()
        body = self.payload.encode()
        now = fields.Datetime.now()
        attempts = self.attempt_count + 1
        try:
            status = webhook_delivery.post(self.url, body, self._get_headers(body))
        except webhook_delivery.NotDelivered as error:
            is_last = attempts >= MAX_ATTEMPTS
            delay = timedelta(minutes=BACKOFF ** (attempts - 1))
            self.write(
                {
                    "state": "failed" if is_last else "pending",
                    "attempt_count": attempts,
                    "next_attempt_at": now + delay,
                    "failure": error.reason,
                    "status_code": error.status,
                }
            )
        else:
            self.write(
                {
                    "state": "delivered",
                    "attempt_count": attempts,
                    "delivered_on": now,
                    "failure": False,
                    "status_code": status,
                }
            )

    def _get_headers(self, body):
        stamp = str(int(fields.Datetime.now().timestamp()))
        secret = self.journey_id._get_webhook_secret().encode()
        signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": self.key,
            "X-Journey-Timestamp": stamp,
            "X-Journey-Signature": f"sha256={signature.hexdigest()}",
        }
