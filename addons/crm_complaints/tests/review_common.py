from datetime import datetime

from .common import ComplaintMixin

NOW = datetime(2026, 1, 14, 8)
AUDITOR = "crm_complaints.group_complaint_auditor"
INPUTS = {
    "internal_factors": "A new tape",
    "external_factors": "A new law",
    "performance": "Better than the year before",
    "audit_results": "None found",
    "recommendations": "Go on",
}


class ReviewMixin(ComplaintMixin):
    """A company with complaints of a year, and who reviews how they are handled."""

    @classmethod
    def _prepare(cls):
        prepared = super()._prepare()
        cls.auditor = cls._make_user("cmp_auditor", AUDITOR)
        cls.worker = cls._make_user("cmp_worker", "base.group_user")
        cls.portal = cls._make_user("cmp_portal", "base.group_portal")
        return prepared

    @classmethod
    def _make_review(cls, user=None, **values):
        return (
            cls.env["crm.complaint.review"]
            .with_user(user or cls.manager)
            .create(
                {
                    "company_id": cls.company.id,
                    "date_from": "2025-01-01",
                    "date_to": "2025-12-31",
                    "participant_ids": cls.leader.ids,
                    **INPUTS,
                    **values,
                }
            )
        )

    @classmethod
    def _hold(cls, **values):
        review = cls._make_review(**values)
        review.action_hold()
        return review

    @classmethod
    def _decide(cls, review, user=None, **values):
        return (
            cls.env["crm.complaint.review.decision"]
            .with_user(user or cls.manager)
            .create(
                {
                    "review_id": review.id,
                    "name": "Look twice",
                    "user_id": cls.worker.id,
                    "date_deadline": "2026-02-01",
                    **values,
                }
            )
        )

    @classmethod
    def _make_elsewhere(cls):
        """A manager and auditor of complaints, of another company."""
        company = cls.env["res.company"].create({"name": "Another"})
        user = cls._make_user(
            "cmp_elsewhere", f"crm_complaints.group_complaint_manager,{AUDITOR}"
        )
        user.write({"company_ids": company.ids, "company_id": company.id})
        return user

    @classmethod
    def _see(cls, record, user):
        """The record as the user sees it, in the user's companies."""
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    @classmethod
    def _shown(cls, review, user=None):
        """{name: figure} of what the review shows of its own section or another."""
        review = review.with_user(user) if user else review
        review.invalidate_recordset(["shown_figures"])
        return {
            (section["name"], figure["name"]): figure
            for section in review.shown_figures["sections"]
            for figure in section["figures"]
        }
