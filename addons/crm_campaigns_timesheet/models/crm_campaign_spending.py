from odoo import api, fields, models
from odoo.tools import SQL


class CrmCampaignSpending(models.Model):
    """Hours on the projects of a campaign, in one row for each project and month.

    A row for each entry would show what an hour of each colleague costs.
    """

    _inherit = "crm.campaign.spending"

    source = fields.Selection(selection_add=[("timesheet", "Timesheet")])

    _depends = {
        "account.analytic.line": ["amount", "company_id", "date", "project_id"],
        "project.project": ["crm_campaign_id", "name"],
    }

    @api.model
    def _get_sources(self):
        return {
            **super()._get_sources(),
            "timesheet": SQL(
                """
                SELECT MIN(line.id) AS id, project.crm_campaign_id AS campaign_id,
                       line.company_id, date_trunc('month', line.date)::date AS date,
                       'staff' AS kind,
                       COALESCE(project.name ->> %s, project.name ->> 'en_US') AS name,
                       -SUM(line.amount) AS amount,
                       'project.project' AS res_model, project.id AS res_id
                  FROM account_analytic_line line
                  JOIN project_project project ON project.id = line.project_id
                 WHERE project.crm_campaign_id IS NOT NULL
                 GROUP BY project.id, line.company_id, date_trunc('month', line.date)
                """,
                self.env.lang or "en_US",
            ),
        }
