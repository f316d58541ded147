import hashlib
import hmac
import json
import socket
from unittest.mock import ANY, patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from .. import webhook_delivery
from ..webhook_delivery import NotDelivered, is_public, post
from .journey_common import JourneyCase

URL = "https://hooks.example.com/in?from=crm"
DELIVERY = "odoo.addons.crm_campaigns.webhook_delivery"


def found(*addresses):
    """What the resolver answers with these addresses."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in addresses]


class TestWebhookDelivery(BaseCase):
    """Nothing typed in by a user reaches our own network."""

    def test_internal_addresses_are_refused(self):
        internal = (
            "127.0.0.1 10.1.2.3 172.16.0.9 192.168.1.1 169.254.169.254 0.0.0.0"
            " 224.0.0.1 100.64.0.1 255.255.255.255 240.0.0.1 ::1 :: fe80::1%eth0"
            " fd00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 2002:7f00:1::"
            " 64:ff9b::7f00:1"
        )
        for address in internal.split():
            self.assertFalse(is_public(address), address)
        for address in ("93.184.216.34", "2606:4700::1111"):
            self.assertTrue(is_public(address), address)

    def test_one_internal_address_among_public_ones_is_enough(self):
        answer = found("93.184.216.34", "10.0.0.1")
        with (
            patch(f"{DELIVERY}.socket.getaddrinfo", return_value=answer),
            patch(f"{DELIVERY}.socket.create_connection") as connect,
            self.assertRaises(NotDelivered) as refused,
        ):
            post(URL, b"{}", {})
        self.assertEqual(refused.exception.reason, "not_public")
        connect.assert_not_called()

    def test_the_address_looked_at_is_the_one_connected_to(self):
        """A name that answers differently the second time is asked once only."""
        with (
            patch(
                f"{DELIVERY}.socket.getaddrinfo",
                side_effect=[found("93.184.216.34"), found("127.0.0.1")],
            ) as resolver,
            patch(
                f"{DELIVERY}.socket.create_connection", side_effect=OSError
            ) as connect,
            self.assertRaises(NotDelivered) as failed,
        ):
            post(URL, b"{}", {})
        self.assertEqual(failed.exception.reason, "no_answer")
        self.assertEqual(resolver.call_count, 1)
        connect.assert_called_once_with(("93.184.216.34", 443), ANY)

    def test_only_https_without_password(self):
        for url in (
            "http://example.com",
            "ftp://example.com",
            "https://",
            "https://user:pass@example.com/",
            "https://user@10.0.0.1/",
            "https://example.com:99999/",
            "https://example.com/\r\nX-Other: 1",
            "file:///etc/passwd",
            "",
        ):
            with self.assertRaises(NotDelivered, msg=url) as refused:
                post(url, b"{}", {})
            self.assertEqual(refused.exception.reason, "bad_url")

    def test_redirects_are_not_followed(self):
        with (
            patch(
                f"{DELIVERY}.socket.getaddrinfo", return_value=found("93.184.216.34")
            ),
            patch(f"{DELIVERY}.PinnedConnection") as connection,
            self.assertRaises(NotDelivered) as refused,
        ):
            connection.return_value.getresponse.return_value.status = 302
            post(URL, b"{}", {})
        self.assertEqual(
            (refused.exception.reason, refused.exception.status), ("refused", 302)
        )
        self.assertEqual(connection.return_value.request.call_count, 1)


@tagged("post_install", "-at_install")
class TestWebhook(JourneyCase):
    """A step tells another system, once for each who arrives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls._make_journey(
            ("channel", {"channel": "webhook", "webhook_url": URL}), ("exit", {})
        )

    def _arrive(self):
        self.journey.action_publish()
        self._run(self.journey)
        return self.env["crm.journey.webhook"].search(
            [("journey_id", "=", self.journey.id)], order="id"
        )

    def test_step_without_address_is_a_fault(self):
        node = self.journey.draft_version_id.node_ids[1]
        node.webhook_url = "http://example.com"
        self.assertTrue(node.is_faulty)
        with self.assertRaises(UserError):
            self.journey.action_publish()

    def test_delivered_and_signed(self):
        webhooks = self._arrive()
        self.assertEqual(len(webhooks), 10)
        self.assertEqual(set(self._states(self.journey).values()), {"done"})
        with patch.object(webhook_delivery, "post", return_value=204) as sent:
            webhooks[0]._deliver()
        url, body, headers = sent.call_args.args
        self.assertEqual(url, URL)
        content = json.loads(body)
        partner = webhooks[0].task_id.participant_id.partner_id
        self.assertEqual(content["record"]["email"], partner.email_normalized)
        self.assertEqual(content["record"]["name"], partner.name)
        self.assertEqual(content["journey"]["name"], "Welcome")
        signed = headers["X-Journey-Timestamp"].encode() + b"." + body
        secret = self.journey.webhook_secret.encode()
        expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
        self.assertEqual(headers["X-Journey-Signature"], f"sha256={expected}")
        self.assertEqual(
            (webhooks[0].state, webhooks[0].status_code), ("delivered", 204)
        )

    def test_five_attempts_under_one_key(self):
        webhook = self._arrive()[0]
        keys, delays = set(), []
        with patch.object(
            webhook_delivery, "post", side_effect=NotDelivered("refused", 500)
        ) as sent:
            for _attempt in range(5):
                webhook._deliver()
                keys.add(sent.call_args.args[2]["Idempotency-Key"])
                waits = webhook.next_attempt_at - self.env.cr.now()
                delays.append(round(waits.total_seconds() / 60))
                if webhook.state == "pending":
                    self.assertNotIn(webhook, webhook.search(webhook._get_due_domain()))
        self.assertEqual(delays[:4], [1, 4, 16, 64])
        self.assertEqual(len(keys), 1)
        self.assertEqual(
            (webhook.state, webhook.failure, webhook.status_code),
            ("failed", "refused", 500),
        )
        webhook.with_user(self.manager).action_retry()
        self.assertEqual((webhook.state, webhook.attempt_count), ("pending", 0))

    def test_job_delivers_all(self):
        webhooks = self._arrive()
        with (
            patch.object(webhook_delivery, "post", return_value=200),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("crm_campaigns.ir_cron_webhooks").method_direct_trigger()
        self.assertEqual(set(webhooks.mapped("state")), {"delivered"})
        self.assertEqual(set(webhooks.mapped("attempt_count")), {1})

    @mute_logger("odoo.sql_db")
    def test_one_for_each_task(self):
        webhook = self._arrive()[0]
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            webhook.create({"task_id": webhook.task_id.id, "url": URL, "payload": "{}"})

    def test_who_sees_what(self):
        webhook = self._arrive()[0]
        with self.assertRaises(AccessError):
            self.journey.with_user(self.marketer).read(["webhook_secret"])
        with self.assertRaises(AccessError):
            webhook.with_user(self.marketer).action_retry()
        self.assertEqual(webhook.with_user(self.marketer).url, URL)
        employee = new_test_user(self.env, "hook_employee", "base.group_user")
        stranger = self._make_user(
            "hook_stranger",
            "group_campaign_manager",
            company_id=self.env.ref("base.main_company").id,
            company_ids=[(6, 0, self.env.ref("base.main_company").ids)],
        )
        for user in (employee, stranger):
            with self.assertRaises(AccessError):
                webhook.with_user(user).with_context(
                    allowed_company_ids=user.company_ids.ids
                ).read(["payload"])
