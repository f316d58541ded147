import logging

from psycopg2 import OperationalError

from odoo import api, models

from .crm_value_refresh import STEPS

_logger = logging.getLogger(__name__)


class CrmValueRefresh(models.Model):
    """Between two refreshes: only the customers whose purchases changed."""

    _inherit = "crm.value.refresh"

    @api.model
    def _cron_changes(self, batch=1000):
        """Bring the values of customers up to date whose purchases changed."""
        Change = self.env["crm.customer.change"]
        commit = self.env["ir.cron"]._commit_progress
        if not commit(remaining=Change.search_count([], limit=100_000)):
            return
        companies = self.env["res.company"].search([("active", "=", True)])
        # what is put back meanwhile waits for the next run
        last = Change.search([], order="id desc", limit=1).id or 0
        with self._take_turn(companies) as ours:
            while ours and (partner_ids := Change._take(batch, last)):
                for company in companies:
                    self._try_customers(company, partner_ids)
                if not commit(len(partner_ids)):
                    return

    @api.model
    def _try_customers(self, company, partner_ids):
        """Recompute customers; an error in one company does not stop others.

        The next full refresh meets the same error and tells it there.
        """
        try:
            with self.env.cr.savepoint():
                self._refresh_customers(company, partner_ids)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001  the queue must go on
            _logger.exception(
                "Customer values of %s could not follow changes", company.name
            )
            self.env.invalidate_all()

    @api.model
    def _refresh_customers(self, company, partner_ids):
        """Recompute the values of ``partner_ids`` in ``company``, in this call.

        Uses the model, thresholds and segments of the last full refresh.
        Nothing is done for a company that never had one, or whose next one is
        under way: that reads the changes too.  If it has read the purchases
        already, the changes are put back until it has finished.
        """
        domain = [("company_id", "=", company.id)]
        latest = self.search([*domain, ("state", "=", "done")], limit=1)
        newest = self.search(domain, limit=1)
        if not latest or newest.state in ("waiting", "running"):
            if newest and newest.step != STEPS[0][0]:
                partners = self.env["res.partner"].browse(partner_ids)
                self.env["crm.customer.change"]._mark(partners)
            return
        as_of = company._get_crm_value_as_of()
        self._write_purchases(company, as_of, partner_ids)
        self._write_payments(company, as_of, partner_ids)
        self._write_predictions(company, latest.model_id, partner_ids=partner_ids)
        self._write_scores(company, as_of, partner_ids)
        self._write_reorders(company, as_of, partner_ids)
