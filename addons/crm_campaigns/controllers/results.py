from werkzeug.exceptions import BadRequest, NotFound

from odoo.http import Controller, content_disposition, request, route

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CampaignResults(Controller):
    """Results of a campaign as a workbook."""

    @route("/crm_campaigns/results/<int:campaign_id>", type="http", auth="user")
    def export_results(self, campaign_id, companies=None):
        """Send the workbook to a marketer who may read the campaign.

        :param str companies: ids of companies, as ``3-7``, whose figures to add up;
            refused where the user works in one of them not. Default: all of theirs.
        """
        env = request.env
        if companies:
            try:
                ids = [int(id_) for id_ in companies.split("-")]
            except ValueError as wrong:
                raise BadRequest() from wrong
            env = env(context={**env.context, "allowed_company_ids": ids})
        campaign = env["utm.campaign"].browse(campaign_id)
        campaign._check_is_marketer()
        if not campaign.exists():
            raise NotFound()
        return request.make_response(
            env["crm.campaign.workbook"]._make(campaign),
            [
                ("Content-Type", TYPE),
                ("Content-Disposition", content_disposition(f"{campaign.title}.xlsx")),
            ],
        )
