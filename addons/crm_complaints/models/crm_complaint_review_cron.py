from dateutil.relativedelta import relativedelta

from odoo import api, models

MANAGER = "crm_complaints.group_complaint_manager"


class CrmComplaintReviewCron(models.Model):
    """Prepares the next review when it is time, once."""

    _inherit = "crm.complaint.review"

    @api.model
    def _cron_prepare(self):
        """Make a draft in each company whose last review is long ago; return them."""
        companies = self.env["res.company"].search(
            [("active", "=", True), ("complaint_review_months", ">", 0)]
        )
        reviewed = self._get_days(companies)
        prepared = self._get_companies_with_draft(companies)
        drafts = self.browse()
        for company in companies - prepared:
            last = reviewed.get(company)
            months = relativedelta(months=company.complaint_review_months)
            if not last or last + months >= company._get_crm_today():
                continue
            drafts |= self._prepare_next(company, last, last + months)
        return drafts

    @api.model
    def _get_days(self, companies):
        """Return the last reviewed day of each company.

        Where nothing was reviewed yet, the day before the first complaint.
        """
        one_day = relativedelta(days=1)
        firsts = self.env["crm.complaint"]._read_group(
            [("company_id", "in", companies.ids)],
            ["company_id"],
            ["received_date:min"],
        )
        lasts = self._read_group(
            [("company_id", "in", companies.ids)], ["company_id"], ["date_to:max"]
        )
        return {
            **{
                company: moment.date() - one_day for company, moment in firsts if moment
            },
            **dict(lasts),
        }

    @api.model
    def _get_companies_with_draft(self, companies):
        groups = self._read_group(
            [("company_id", "in", companies.ids), ("state", "=", "draft")],
            ["company_id"],
        )
        return self.env["res.company"].union(*(company for (company,) in groups))

    @api.model
    def _prepare_next(self, company, last, date_to):
        """Make the draft of one company, and tell who prepares it; nobody, no draft."""
        before = self.search(
            [("company_id", "=", company.id), ("state", "!=", "draft")], limit=1
        )
        managers = self.env.ref(MANAGER).all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )
        user = (before.user_id & managers) or managers.sorted("id")[:1]
        if not user:
            return before.browse()
        staff = (before.chair_id | before.participant_ids).filtered(
            lambda other: other.active and company in other.company_ids
        )
        review = self.with_company(company).create(
            {
                "company_id": company.id,
                "date_from": last + relativedelta(days=1),
                "date_to": date_to,
                "user_id": user.id,
                "chair_id": (before.chair_id & staff or user).id,
                "participant_ids": (before.participant_ids & staff).ids,
            }
        )
        theirs = review.with_context(lang=user.lang)
        theirs.activity_schedule(
            "mail.mail_activity_data_todo",
            company._get_crm_today() + relativedelta(months=1),
            summary=theirs.env._("Prepare the management review of complaints"),
            user_id=user.id,
        )
        return review
