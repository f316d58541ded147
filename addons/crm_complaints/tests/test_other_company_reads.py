from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .promise_common import PromiseMixin
from .remedy_common import RemedyMixin
from .review_common import ReviewMixin
from .satisfaction_common import SatisfactionMixin

ROLES = ("manager", "auditor", "approver", "data_officer")


@tagged("post_install", "-at_install")
class TestOtherCompanyReads(
    SatisfactionMixin, ReviewMixin, PromiseMixin, RemedyMixin, TransactionCase
):
    """With every role elsewhere, nothing of ours is read on any way there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_promises()
        cls.stranger = cls._make_elsewhere()
        for role in ROLES:
            cls.stranger.group_ids |= cls.env.ref(
                f"crm_complaints.group_complaint_{role}"
            )
        cls.env["crm.complaint.objective"].create(
            {"company_id": cls.company.id, "figure": "rate", "value": 1}
        )
        programme = cls._make_programme()
        cls._make_invitation(programme, cls._make_partner("Ada"))

    def _as_stranger(self, model):
        return (
            self.env[model]
            .with_user(self.stranger)
            .with_context(allowed_company_ids=self.stranger.company_id.ids)
        )

    def _get_models_with_ours(self):
        """Return the models of these add-ons that hold something of our company."""
        for name, model in self.env.registry.items():
            is_ours = (model._original_module or "").startswith("crm_complaints")
            if not is_ours or model._abstract or "company_id" not in model._fields:
                continue
            if not model._fields["company_id"]._description_searchable:
                continue
            ours = self.env[name].with_context(active_test=False)
            ours = ours.search([("company_id", "=", self.company.id)])
            if ours:
                yield name, ours

    def test_nothing_of_ours_is_found(self):
        self._submit(amount=80)
        names = []
        for name, ours in self._get_models_with_ours():
            names.append(name)
            theirs = self._as_stranger(name).with_context(active_test=False)
            with self.subTest(name):
                try:
                    found = theirs.search([("id", "in", ours.ids)])
                    counted = theirs.formatted_read_group(
                        [("id", "in", ours.ids)], ["company_id"], ["__count"]
                    )
                except AccessError:
                    continue
                self.assertFalse(found)
                self.assertFalse(counted)
                with self.assertRaises(AccessError):
                    theirs.browse(ours.ids[:1]).web_read({"display_name": {}})
                with self.assertRaises(AccessError):
                    theirs.browse(ours.ids[:1]).export_data(["display_name"])
        for name in (
            "crm.complaint",
            "crm.complaint.remedy",
            "crm.complaint.clock",
            "crm.complaint.objective",
            "crm.promise",
            "crm.satisfaction.invitation",
        ):
            self.assertIn(name, names)

    def test_documents_and_figures(self):
        dashboard = self._as_stranger("crm.complaint.dashboard").get_dashboard()
        figures = {figure["name"]: figure["value"] for figure in dashboard["figures"]}
        self.assertFalse(figures["received"])
        self.assertFalse(figures["open"])
        report = self.env.ref("crm_complaints.crm_complaint_review_report").with_user(
            self.stranger
        )
        review = self.env["crm.complaint.review"].create(
            {
                "company_id": self.company.id,
                "date_from": "2026-01-01",
                "date_to": "2026-06-30",
            }
        )
        with self.assertRaises(AccessError):
            report.with_context(
                allowed_company_ids=self.stranger.company_id.ids
            )._render_qweb_html(report.report_name, review.ids)
