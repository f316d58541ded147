"""What the page on the API says is what another program meets."""

import contextlib
import io
import os
import re
import urllib.error
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@tagged("post_install", "-at_install")
class TestApi(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Northern Mills",
                "is_company": True,
                "email": "orders@northernmills.example.com",
            }
        )
        cls.plan = cls.env["crm.request.type"].create(
            {
                "name": "Information",
                "sequence": -1,
                "auto_start": False,
                "step_ids": [
                    (0, 0, {"name": "Find out", "sequence": 1}),
                    (0, 0, {"name": "Answer", "sequence": 2}),
                ],
            }
        )
        cls.env["crm.request.type"].search(
            [("name", "=", "Information"), ("id", "!=", cls.plan.id)]
        ).active = False
        answer, find_out = cls.plan.step_ids.sorted("sequence", reverse=True)
        answer.depends_on_ids = find_out

    def _make_caller(self, login, groups):
        """Return the names that the page's code has, for a new user's key."""
        user = new_test_user(self.env, login, groups)
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "program", fields.Datetime.now() + timedelta(days=1))
        )
        return {
            "ODOO_URL": self.base_url(),
            "ODOO_DATABASE": self.env.cr.dbname,
            "ODOO_API_KEY": key,
        }

    def _run(self, blocks, environment):
        names = {}
        with (
            self.allow_requests(all_requests=True),
            patch.dict(os.environ, environment),
            contextlib.redirect_stdout(io.StringIO()) as output,
        ):
            for block in blocks:
                exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102
        return names, output.getvalue()

    def _read_blocks(self):
        return re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.M | re.S)

    def test_page(self):
        """The whole page, and the request that it files, again as the first time."""
        caller = self._make_caller("program", "crm_gateway.group_request_user")
        blocks = self._read_blocks()
        self.assertGreater(len(blocks), 7)
        names, output = self._run(blocks, caller)
        request = self.env["crm.request"].browse(names["request_id"])
        self.assertEqual(
            (request.partner_id, request.channel, request.reference, request.state),
            (self.customer, "api", "SHOP-2041", "open"),
        )
        self.assertIn(request.number, output)
        self.assertIn("/my/requests/", output)
        self.assertEqual(
            dict(
                zip(
                    request.step_ids.mapped("name"),
                    request.step_ids.mapped("state"),
                    strict=True,
                )
            ),
            {"Find out": "done", "Answer": "ready"},
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(files.raw, b"two floors")
        self.assertIn("light oak", str(request.message_ids.mapped("body")))
        self.assertIn(
            request.id,
            [line["res_id"] for line in self._call_timeline(caller, names)],
        )
        names, output = self._run(blocks, caller)
        self.assertEqual(names["request_id"], request.id, "filed once")
        self.assertIn("reference", output)

    def _call_timeline(self, caller, names):
        with self.allow_requests(all_requests=True), patch.dict(os.environ, caller):
            return names["call"](
                "crm.touchpoint",
                "search_read",
                domain=[["commercial_partner_id", "=", self.customer.id]],
                fields=["res_id", "res_model"],
            )

    def _get_status(self, caller, *arguments, **values):
        names, _output = self._run(self._read_blocks()[:1], caller)
        with (
            self.allow_requests(all_requests=True),
            self.assertRaises(urllib.error.HTTPError) as caught,
        ):
            names["call"](*arguments, **values)
        return caught.exception.code

    def test_refusals(self):
        officer = self._make_caller("program", "crm_gateway.group_request_user")
        clerk = self._make_caller("clerk", "base.group_user")
        portal = self._make_caller("outsider", "base.group_portal")
        request = self.env["crm.request"].create(
            {"name": "Ask", "type_id": self.plan.id, "partner_id": self.customer.id}
        )
        profile = {"partner_id": self.customer.id}
        for caller in (clerk, portal):
            for model, method, values in (
                ("crm.customer.profile", "get_profile", profile),
                ("crm.touchpoint", "search_read", {"domain": []}),
                ("crm.request.type", "search_read", {"domain": []}),
                ("crm.request", "create", {"vals_list": [{"name": "Mine"}]}),
                ("crm.request", "read", {"ids": request.ids, "fields": ["name"]}),
            ):
                with self.subTest(model=model, method=method):
                    self.assertEqual(
                        self._get_status(caller, model, method, **values), 403
                    )
        wrong = {**officer, "ODOO_API_KEY": "x" * 40}
        for caller, status, arguments, values in (
            (wrong, 401, ("crm.request", "search"), {"domain": []}),
            (officer, 403, ("crm.request", "_end", [request.id]), {"state": "done"}),
            (officer, 404, ("crm.nothing", "search"), {"domain": []}),
            (officer, 404, ("crm.customer.profile", "get_profile"), {"partner_id": 0}),
            (officer, 422, ("crm.customer.profile", "get_profile"), {"who": 1}),
            (officer, 422, ("crm.request", "action_done", [request.id]), {"x": 1}),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(self._get_status(caller, *arguments, **values), status)
        self.assertEqual(request.state, "new")
