import base64
from datetime import date

from .common import AGENT, MANAGER, ComplaintMixin

FILE = base64.b64encode(b"Signed")


class LearningMixin(ComplaintMixin):
    """Complaints with a cause, somebody of the warehouse, and a body outside."""

    @classmethod
    def _prepare(cls):
        prepared = super()._prepare()
        cls.cause = cls.env["crm.complaint.cause"].create({"name": "Forgotten"})
        cls.worker = cls._make_user("cmp_worker", "base.group_user")
        cls.portal = cls._make_user("cmp_portal", "base.group_portal")
        cls.stranger = cls._make_user("cmp_stranger", AGENT)
        cls.env["crm.complaint.team"].create(
            {
                "name": "Elsewhere",
                "company_id": cls.company.id,
                "user_id": cls.stranger.id,
            }
        )
        cls.provider = cls.env["crm.complaint.provider"].create({"name": "Ombudsman"})
        cls.complaint = cls._make_complaint(
            user_id=cls.agent.id,
            severity="2",
            impact="2",
            received_date="2026-01-05 08:00:00",
        )
        return prepared

    @classmethod
    def _see(cls, record, user):
        """The record as the user sees it, in the user's companies."""
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    @classmethod
    def _refuse_first_answer(cls, complaint):
        complaint.action_assess()
        complaint.with_user(cls.agent)._respond("upheld", "<p>No</p>", cls.cause, "Ask")
        cls.env.flush_all()
        complaint.action_refuse()

    @classmethod
    def _make_outsiders(cls):
        """Whoever may know nothing of it: the complaint is about a colleague."""
        cls.complaint.accused_employee_ids = cls._make_employee("Clerk", cls.colleague)
        company = cls.env["res.company"].create({"name": "Another"})
        elsewhere = cls._make_user("cmp_elsewhere", MANAGER)
        elsewhere.write({"company_ids": company.ids, "company_id": company.id})
        return cls.colleague, cls.stranger, cls.worker, cls.portal, elsewhere

    @classmethod
    def _make_action(cls, user=None, **values):
        return (
            cls.env["crm.complaint.action"]
            .with_user(user or cls.agent)
            .create(
                {
                    "name": "Look twice",
                    "company_id": cls.company.id,
                    "user_id": cls.worker.id,
                    "date_deadline": "2026-02-01",
                    "complaint_ids": cls.complaint.ids,
                    **values,
                }
            )
        )

    @classmethod
    def _answer_for_good(cls, complaint):
        """Bring a complaint to the final response, which names the body outside."""
        cls._refuse_first_answer(complaint)
        complaint._name_external_body(cls.provider, date(2999, 1, 1))
        complaint.with_user(cls.manager)._respond(
            "upheld", "<p>No</p>", cls.cause, "Go"
        )
        complaint.sudo().user_id = cls.agent
        return complaint

    @classmethod
    def _make_dispute(cls, user=None, complaint=None, **values):
        return (
            cls.env["crm.complaint.dispute"]
            .with_user(user or cls.agent)
            .create(
                {
                    "complaint_id": (complaint or cls.complaint).id,
                    "provider_id": cls.provider.id,
                    **values,
                }
            )
        )

    @classmethod
    def _agree(cls, dispute):
        dispute.write(
            {
                "is_voluntary": True,
                "is_informed": True,
                "is_unconditional": True,
                "consent_name": "Cyrus",
                "consent_date": "2026-01-10",
                "consent_file": FILE,
            }
        )
        dispute.action_consent()

    @classmethod
    def _bring_to_outcome(cls, dispute, outcome):
        cls._agree(dispute)
        dispute.action_refer()
        dispute.write(
            {
                "notice_date": "2026-01-12",
                "provider_reference": "7",
                "position_due_date": "2026-01-20",
                "our_position": "We did what we could.",
            }
        )
        dispute.action_notify()
        dispute.with_user(cls.manager).action_approve_position()
        dispute.action_send_position()
        dispute.write(
            {
                "complete_date": "2026-01-20",
                "outcome": outcome,
                "outcome_date": "2026-02-20",
                "outcome_text": "Pay half.",
            }
        )
        dispute.action_record_outcome()
