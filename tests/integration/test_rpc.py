"""What of our models can be called from outside, and by whom."""

import inspect
import re

from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged

# Each public method was looked at: it checks the caller's rights, or works with
# them alone. A new one belongs here only after the same look.
APPROVED = {
    "crm.initiative": {
        "act_on",
        "action_create_project",
        "action_drop",
        "action_finish",
        "action_open_project",
    },
    "crm.kpi": {
        "action_count_all",
        "action_open_values",
        "action_refresh",
        "get_records_action",
    },
    "crm.kpi.alert": {
        "action_close",
        "action_open_figures",
        "action_plan",
        "action_reopen",
    },
    "crm.kpi.board": {"action_open", "get_board"},
    "crm.kpi.restatement": {"action_apply", "action_leave"},
    "crm.kpi.target.spread": {"action_apply"},
    "crm.strategy": {
        "action_end",
        "action_open_map",
        "action_put_in_force",
        "get_map",
    },
    "crm.strategy.review": {"action_close_minutes", "action_hold", "action_invite"},
    "crm.attribution.credit": {"action_open_move"},
    "crm.attribution.run": {"action_calculate", "action_open_credits"},
    "crm.campaign.revenue": {"action_open_move"},
    "crm.campaign.dashboard": {"get_dashboard"},
    "crm.campaign.funnel": {"get_funnel"},
    "crm.campaign.spending": {"action_open_record"},
    "crm.campaign.touch": {"action_open_record"},
    "crm.coupon.withdraw": {"action_withdraw"},
    "crm.journey": {
        "action_close",
        "action_new_version",
        "action_open_editor",
        "action_open_holdout",
        "action_open_participants",
        "action_open_treated",
        "action_pause",
        "action_publish",
        "action_resume",
    },
    "crm.journey.add": {"action_add"},
    "crm.journey.participant": {"action_open_record", "action_stop"},
    "crm.journey.sample.size": {"action_apply"},
    "crm.journey.task": {"action_print_labels", "action_print_letters"},
    "crm.journey.try": {"action_run"},
    "crm.marketing.calendar": {"action_open_record"},
    "crm.journey.webhook": {"action_retry"},
    "crm.mailing.preview": {"action_next", "action_previous"},
    "crm.next.offer": {"action_not_interested"},
    "mailing.mailing": {"action_view_traces_unknown"},
    "utm.campaign": {
        "action_approve",
        "action_export_results",
        "action_give_back_coupons",
        "action_open_attribution",
        "action_open_audience",
        "action_open_coupons",
        "action_open_leads",
        "action_open_revenue",
        "action_open_spending",
        "action_refuse",
        "action_reset_approval",
        "action_submit",
        "action_use_template",
        "action_withdraw_coupons",
    },
    "crm.business.line.account": {"action_open_orders"},
    "crm.competitor": {"action_open_leads"},
    "crm.consent.record": {"action_record"},
    "crm.contact.plan.set": {"action_apply"},
    "crm.contract": {
        "action_confirm",
        "action_extend",
        "action_open_obligations",
        "action_renew",
        "action_reset",
        "action_terminate",
    },
    "crm.contract.obligation": {"action_done", "action_reopen"},
    "crm.document.row": {"action_open_document"},
    "crm.duplicate": {
        "action_keep_apart",
        "action_merge",
        "action_open_both",
        "action_reopen",
        "action_search_again",
        "get_like",
    },
    "crm.content.block": {"action_open_mailings"},
    "crm.forgotten.customer": {"action_open_partner"},
    "crm.lead": {
        "action_accept",
        "action_hand_over",
        "action_open_complaints",
        "action_open_requests",
        "action_open_tender",
        "action_return",
        "action_score",
    },
    "crm.lead.score.report": {"action_open_lead"},
    "crm.lead.hand.over": {"action_hand_over_now"},
    "crm.lead.nurture": {"action_add_to_list"},
    "crm.lead.return": {"action_return_now"},
    "crm.tender": {"action_guarantee_returned", "action_open_lead"},
    "crm.win.loss.report": {"action_open_lead"},
    "crm.customer.value": {
        "action_open_documents",
        "action_open_history",
        "action_open_partner",
        "action_schedule_activity",
    },
    "crm.customer.profile": {"get_profile"},
    "crm.customer.reorder": {"action_create_quotation", "action_schedule_activity"},
    "crm.request": {
        "action_cancel",
        "action_done",
        "action_open_duplicates",
        "action_open_invoices",
        "action_open_livechat",
        "action_open_orders",
        "action_preview_portal",
        "action_reopen",
        "action_resume",
        "action_start",
        "action_wait",
    },
    "crm.request.step": {
        "action_begin_again",
        "action_done",
        "action_open_document",
        "action_reassign",
        "action_skip",
        "action_start",
        "action_take",
    },
    "crm.request.step.reassign": {"action_reassign"},
    "crm.request.type": {"action_open_requests"},
    "crm.request.workload": {"action_open", "action_open_steps"},
    "crm.rfm.grid": {"action_open_current", "action_restore_cells"},
    "crm.sales.forecast": {"action_open_document"},
    "crm.segment": {"action_apply_pricelist", "action_open_customers"},
    "crm.segment.board": {"get_board"},
    "crm.touchpoint": {"action_open_document"},
    "crm.value.refresh": {"action_request", "action_retry"},
    "crm.complaint.team": {"action_open_complaints"},
    "crm.promise.breach": {
        "action_compensate",
        "action_complain",
        "action_open_document",
        "action_tell_customer",
        "action_waive",
    },
    "crm.promise.code": {"action_open_breaches", "action_publish", "action_withdraw"},
    "crm.promise.version": {"action_approve", "action_revise"},
    "discuss.channel": {"execute_command_complaint", "execute_command_request"},
    "res.partner": {
        "action_erase_consents",
        "action_open_business_accounts",
        "action_open_complaints",
        "action_open_consents",
        "action_open_next_offers",
        "action_open_contracts",
        "action_open_customer_value",
        "action_open_needs",
        "action_open_requests",
    },
    "crm.complaint": {
        "action_accept",
        "action_acknowledge",
        "action_assess",
        "action_close",
        "action_declare_conflict",
        "action_erase",
        "action_investigate",
        "action_make_experience",
        "action_mark_invalid",
        "action_merge",
        "action_preview_portal",
        "action_reassess",
        "action_refuse",
        "action_reopen",
        "action_respond",
        "action_resume",
        "action_wait",
    },
    "crm.complaint.conflict": {"action_apply"},
    "crm.complaint.dashboard": {"get_dashboard"},
    "crm.complaint.experience": {"action_publish", "action_withdraw"},
    "crm.complaint.invalid": {"action_apply"},
    "crm.complaint.merge": {"action_apply"},
    "crm.complaint.reassess": {"action_apply"},
    "crm.complaint.respond": {"action_apply"},
    "crm.complaint.review": {"action_close", "action_hold", "action_open_decisions"},
    "crm.complaint.review.decision": {"action_cancel", "action_done", "action_reopen"},
    "crm.complaint.wait": {"action_apply"},
    "crm.complaint.remedy": {
        "action_approve",
        "action_cancel",
        "action_done",
        "action_open_document",
        "action_refuse",
        "action_submit",
    },
    "crm.complaint.remedy.refuse": {"action_refuse"},
    "crm.satisfaction.board": {"get_board"},
    "crm.satisfaction.programme": {
        "action_end",
        "action_open_invitations",
        "action_open_responses",
        "action_start",
    },
    "crm.satisfaction.response": {"action_open_document"},
    "crm.complaint.action": {
        "action_cancel",
        "action_done",
        "action_fail",
        "action_reopen",
        "action_start",
        "action_verify",
    },
    "crm.complaint.dispute": {
        "action_accept_outcome",
        "action_approve_position",
        "action_close",
        "action_consent",
        "action_notify",
        "action_record_outcome",
        "action_refer",
        "action_reject_outcome",
        "action_seek_review",
        "action_send_position",
        "action_withdraw",
    },
    "crm.complaint.investigation": {"action_done", "action_reopen", "action_start"},
    "crm.complaint.provider": {"action_open_disputes"},
}
# What every employee may call: it shows each their own
FOR_EMPLOYEES = {
    ("crm.initiative", "action_drop"),
    ("crm.initiative", "action_finish"),
    ("crm.initiative", "action_open_project"),
    ("crm.kpi", "action_open_values"),
    ("crm.kpi", "get_records_action"),
    ("crm.kpi.alert", "action_close"),
    ("crm.kpi.alert", "action_open_figures"),
    ("crm.kpi.alert", "action_plan"),
    ("crm.kpi.alert", "action_reopen"),
    ("crm.kpi.board", "action_open"),
    ("crm.kpi.board", "get_board"),
    ("crm.complaint.team", "action_open_complaints"),
    ("crm.request.workload", "action_open"),
}
ARGUMENTS = {
    "act_on": [1],
    "get_funnel": [1],
    "get_profile": [1],
    "get_records_action": ["2026-09-01", "2026-09-30"],
}
OURS = re.compile(
    r"odoo\.addons\.crm_(campaigns|complaints|gateway|customer_value|kpi)"
)


@tagged("post_install", "-at_install")
class TestRpc(TransactionCase):
    def _own_public_methods(self, model):
        """Names of public methods that our add-ons bring to ``model``."""
        layers = [
            cls
            for cls in type(model).mro()
            if getattr(cls, "__module__", "").startswith("odoo.addons.")
        ]
        ours = [cls for cls in layers if OURS.match(cls.__module__)]
        host = set(dir(BaseModel)).union(
            *(vars(cls) for cls in layers if cls not in ours)
        )
        found = set()
        for cls in ours:
            for name, value in vars(cls).items():
                if not inspect.isfunction(value) or name in host:
                    continue
                try:
                    get_public_method(model, name)
                except (AccessError, AttributeError):
                    continue
                found.add(name)
        return found

    def test_public_methods_are_the_approved_ones(self):
        found = {}
        for name in self.env.registry:
            methods = self._own_public_methods(self.env[name])
            if methods:
                found[name] = methods
        self.assertEqual(found, APPROVED)

    def _make_key_info(self, partner):
        """One record of each model of key information; rows of reports with them."""
        line = self.env["crm.business.line"].create({"name": "Groceries"})
        lead = self.env["crm.lead"].create({"name": "Tea", "type": "opportunity"})
        contract = self.env["crm.contract"].create(
            {"subject": "Supply", "partner_id": partner.id}
        )
        plan = self.env["crm.contact.plan"].create(
            {"partner_id": partner.id, "start_date": "2020-01-01"}
        )
        values = {
            "crm.business.line.account": {
                "partner_id": partner.id,
                "business_line_id": line.id,
            },
            "crm.competitor": {"name": "Rival"},
            "crm.contact.plan.set": {"partner_ids": partner.ids},
            "crm.contract.obligation": {
                "contract_id": contract.id,
                "due_date": "2030-01-01",
                "name": "Report",
            },
            "crm.tender": {"name": "1", "lead_id": lead.id},
        }
        lead.action_set_won()
        self.env["crm.lead"].create({"name": "Rice", "type": "opportunity"})
        return {
            **{name: self.env[name].create(vals) for name, vals in values.items()},
            "crm.contract": contract,
            "crm.forgotten.customer": self.env["crm.forgotten.customer"].browse(
                plan.id
            ),
            "crm.lead": lead,
            "crm.sales.forecast": self.env["crm.sales.forecast"].search([], limit=1),
            "crm.win.loss.report": self.env["crm.win.loss.report"].browse(lead.id),
        }

    def test_outsiders_are_refused_each_of_them(self):
        company = self.env.company
        partner = self.env["res.partner"].create({"name": "Ada"})
        product = self.env["product.product"].create({"name": "Goods"})
        shared = {"company_id": company.id, "partner_id": partner.id}
        records = {
            "crm.customer.value": self.env["crm.customer.value"].create(shared),
            "crm.customer.reorder": self.env["crm.customer.reorder"].create(
                {**shared, "product_id": product.id}
            ),
            **self._make_request_records(partner),
            **self._make_key_info(partner),
            **self._make_promise_records(partner),
            **self._make_remedy(partner),
            **self._make_learning(partner),
            **self._make_review(),
            "crm.rfm.grid": self.env["crm.rfm.grid"]._get_for_company(company),
            "crm.segment": self.env.ref("crm_customer_value.crm_segment_loyal"),
            "crm.value.refresh": self.env["crm.value.refresh"].create({}),
            "res.partner": partner,
        }
        users = [
            new_test_user(self.env, "rpc_portal", "base.group_portal"),
            new_test_user(self.env, "rpc_clerk", "base.group_user"),
        ]
        for user in users:
            for model, methods in APPROVED.items():
                for name in methods:
                    if user.login == "rpc_clerk" and (model, name) in FOR_EMPLOYEES:
                        continue
                    record = records.get(model, self.env[model]).with_user(user)
                    record.invalidate_recordset()
                    with (
                        self.subTest(user=user.login, call=f"{model}.{name}"),
                        self.assertRaises(AccessError),
                    ):
                        getattr(record, name)(*ARGUMENTS.get(name, []))

    def _make_promise_records(self, partner):
        """A code of conduct with one promise, and a breach of it."""
        code = self.env["crm.promise.code"].create({"name": "Code"})
        promise = self.env["crm.promise"].create({"name": "Soon", "code_id": code.id})
        version = self.env["crm.promise.version"].create(
            {
                "promise_id": promise.id,
                "valid_from": "2020-01-01",
                "text": "Soon",
                "state": "approved",
            }
        )
        breach = self.env["crm.promise.breach"].create(
            {"promise_id": promise.id, "partner_id": partner.id}
        )
        return {
            "crm.complaint.team": self.env["crm.complaint.team"].create(
                {"name": "Care"}
            ),
            "crm.promise.breach": breach,
            "crm.promise.code": code,
            "crm.promise.version": version,
        }

    def _make_request_records(self, partner):
        """A request with a step of somebody else, and what stands around it."""
        request_type = self.env["crm.request.type"].create({"name": "Plan"})
        self.env["crm.request.type.step"].create(
            {"type_id": request_type.id, "name": "Step"}
        )
        request = self.env["crm.request"].create(
            {"name": "Ask", "type_id": request_type.id, "partner_id": partner.id}
        )
        employee = self.env["hr.employee"].create({"name": "Somebody"})
        return {
            "crm.request": request,
            "crm.request.step": request.step_ids,
            "crm.request.step.reassign": self.env["crm.request.step.reassign"].create(
                {"step_ids": request.step_ids.ids, "reason": "Why not"}
            ),
            "crm.request.type": request_type,
            "crm.request.workload": self.env["crm.request.workload"].create(
                {
                    "employee_id": employee.id,
                    "company_id": self.env.company.id,
                    "week": "2025-01-06",
                }
            ),
        }

    def _make_remedy(self, partner):
        """Something that somebody else asks for, and the question why it is refused."""
        complaint = self.env["crm.complaint"].create(
            {"name": "Late", "partner_id": partner.id}
        )
        remedy = self.env["crm.complaint.remedy"].create(
            {"complaint_id": complaint.id, "kind": "apology"}
        )
        experience = self.env["crm.complaint.experience"].create(
            {"name": "Call first", "problem": "<p>Late</p>", "solution": "<p>Call</p>"}
        )
        own = {"complaint_id": complaint.id}
        wizards = {
            "conflict": {"reason": "Why not"},
            "invalid": {"reason": "Why not"},
            "merge": {"master_id": complaint.id},
            "reassess": {"reason": "Why not"},
            "respond": {
                "decision": "upheld",
                "cause_id": self.env["crm.complaint.cause"].search([], limit=1).id,
            },
            "wait": {"note": "Why not", "expected_date": "2030-01-01"},
        }
        return {
            **{
                f"crm.complaint.{name}": self.env[f"crm.complaint.{name}"].create(
                    {**own, **values}
                )
                for name, values in wizards.items()
            },
            "crm.complaint": complaint,
            "crm.complaint.experience": experience,
            "crm.complaint.remedy": remedy,
            "crm.complaint.remedy.refuse": self.env[
                "crm.complaint.remedy.refuse"
            ].create({"remedy_id": remedy.id, "reason": "Why not"}),
        }

    def _make_learning(self, partner):
        """What is found out and done about a complaint, and who decides outside."""
        complaint = self.env["crm.complaint"].create(
            {"name": "Wet", "partner_id": partner.id}
        )
        provider = self.env["crm.complaint.provider"].create({"name": "Ombudsman"})
        return {
            "crm.complaint.action": self.env["crm.complaint.action"].create(
                {"name": "Look twice", "date_deadline": "2030-01-01"}
            ),
            "crm.complaint.dispute": self.env["crm.complaint.dispute"].create(
                {"complaint_id": complaint.id, "provider_id": provider.id}
            ),
            "crm.complaint.investigation": self.env[
                "crm.complaint.investigation"
            ].create({"complaint_id": complaint.id}),
            "crm.complaint.provider": provider,
        }

    def _make_review(self):
        """What top management looked at, and what it decided."""
        review = self.env["crm.complaint.review"].create(
            {"date_from": "2025-01-01", "date_to": "2025-12-31"}
        )
        decision = self.env["crm.complaint.review.decision"].create(
            {
                "review_id": review.id,
                "name": "Look twice",
                "user_id": self.env.ref("base.user_admin").id,
                "date_deadline": "2030-01-01",
            }
        )
        return {
            "crm.complaint.review": review,
            "crm.complaint.review.decision": decision,
        }
