import logging
from contextlib import contextmanager

from dateutil.relativedelta import relativedelta
from psycopg2 import OperationalError
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# The steps in their order, with what a person sees of them.
STEPS = [
    ("purchases", "Adding up purchases"),
    ("payments", "Reading payments"),
    ("fit", "Fitting the prediction model"),
    ("score", "Predicting each customer"),
    ("segment", "Scoring and segmenting"),
    ("wallet", "Estimating wallets"),
    ("reorder", "Finding reorders due"),
    ("affinity", "Finding products bought together"),
    ("history", "Writing the monthly history"),
    ("contact", "Planning contacts"),
]
# Steps that read all documents of a company
WHOLE_TABLE_STEPS = ("purchases", "payments", "fit")
# How often a batch is tried again when it collides with somebody's change
MAX_CONFLICTS = 10
# Name of the advisory locks by which workers take turns at a company.
LOCK_KEY = 0x43525643


class CrmValueRefresh(models.Model):
    """One full computation of a company's customer values, and its progress.

    A refresh goes through :data:`STEPS`; each step (or batch of it) is one
    transaction that also notes where to go on, so that a killed worker costs
    one batch and nothing is ever half-written.  Of several workers only one
    computes a company's values at a time.  Until a step has finished, the
    figures of the last refresh stay visible.

    Changes between two refreshes are worked off by :meth:`_refresh_customers`
    for the changed customers only.
    """

    _name = "crm.value.refresh"
    _description = "Customer Value Refresh"
    _order = "id desc"
    _rec_name = "as_of_date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    as_of_date = fields.Date(
        "As Of",
        required=True,
        compute="_compute_as_of_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Purchases up to this day are counted, as if it were today.",
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    step = fields.Selection(STEPS, default="purchases", required=True, readonly=True)
    last_partner_id = fields.Integer(
        readonly=True, help="Where the batches of the present step have arrived."
    )
    customers = fields.Integer(readonly=True)
    customers_done = fields.Integer(readonly=True)
    progress = fields.Float(compute="_compute_progress")
    started_on = fields.Datetime(readonly=True)
    ended_on = fields.Datetime(readonly=True)
    message = fields.Text(readonly=True)
    model_id = fields.Many2one("crm.value.model", readonly=True, ondelete="set null")

    @api.depends("company_id")
    def _compute_as_of_date(self):
        for refresh in self:
            refresh.as_of_date = refresh.company_id._get_crm_value_as_of()

    @api.depends("state", "step", "customers", "customers_done")
    def _compute_progress(self):
        names = [name for name, _label in STEPS]
        for refresh in self:
            if refresh.state == "done":
                refresh.progress = 100
                continue
            part = 0
            if refresh.step == "score" and refresh.customers:
                part = min(1, refresh.customers_done / refresh.customers)
            refresh.progress = 100 * (names.index(refresh.step) + part) / len(names)

    @api.model_create_multi
    def create(self, vals_list):
        """One open refresh a company, from its first step, as of its own day.

        Only the system looks at a past day: the figures of that day would
        stand in the place of the living ones.
        """
        if not self.env.su:
            vals_list = [
                {"company_id": vals.get("company_id") or self.env.company.id}
                for vals in vals_list
            ]
        refreshes = super().create(vals_list)
        for refresh in refreshes:
            others = self.search_count(
                [
                    ("company_id", "=", refresh.company_id.id),
                    ("state", "in", ("waiting", "running")),
                    ("id", "!=", refresh.id),
                ]
            )
            if others:
                raise UserError(
                    self.env._(
                        "A refresh of %s is under way already. Wait for its end.",
                        refresh.company_id.name,
                    )
                )
            if refresh.as_of_date > refresh.company_id._get_crm_value_as_of():
                raise UserError(
                    self.env._(
                        "A refresh cannot look into the future: choose today or an "
                        "earlier day."
                    )
                )
        return refreshes

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    @api.model
    def action_request(self):
        """Ask for a refresh of the current company; the scheduler does it."""
        self.check_access("create")
        refresh = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "in", ("waiting", "running")),
            ],
            limit=1,
        ) or self.create({"company_id": self.env.company.id})
        self._trigger_scheduler()
        return refresh._open()

    def action_retry(self):
        """Go on with a failed refresh at the step where it stopped."""
        self.check_access("create")
        self.sudo().filtered(lambda refresh: refresh.state == "failed").write(
            {"state": "waiting", "message": False}
        )
        self._trigger_scheduler()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def _trigger_scheduler(self, minutes=0):
        cron = self.env.ref("crm_customer_value.ir_cron_refresh")
        cron.sudo()._trigger(fields.Datetime.now() + relativedelta(minutes=minutes))

    # ------------------------------------------------------------------
    # Scheduler
    # ------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Start the nightly refresh of each company and carry all of them on."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            self._request_nightly(company)
        pending = self.search([("state", "in", ("waiting", "running"))])
        commit = self.env["ir.cron"]._commit_progress
        if not commit(remaining=len(pending) * len(STEPS)):
            return
        for refresh in pending:
            # What it has to say is kept: in the language of the company.
            lang = refresh.company_id.partner_id.lang
            if not refresh.with_context(lang=lang)._carry_on():
                break
        if self.search_count([("state", "in", ("waiting", "running"))], limit=1):
            # Out of time, or the turn of another worker: look again soon.
            self._trigger_scheduler(minutes=1)
        commit(remaining=0)

    @api.model
    def _request_nightly(self, company):
        """Open the refresh of today unless there is one, or nothing to do."""
        as_of = company._get_crm_value_as_of()
        latest = self.search([("company_id", "=", company.id)], limit=1)
        if latest.state in ("waiting", "running"):
            return
        if latest and latest.as_of_date >= as_of:
            return
        self.create({"company_id": company.id, "as_of_date": as_of})

    @api.model
    def _start_anew(self, companies):
        """Compute all figures of ``companies`` again, from the first step on.

        A company that has no figures yet waits for its first refresh.
        """
        for company in companies:
            latest = self.search([("company_id", "=", company.id)], limit=1)
            if latest.state in ("waiting", "running"):
                latest.write(
                    {
                        "state": "waiting",
                        "step": STEPS[0][0],
                        "last_partner_id": 0,
                        "customers_done": 0,
                        "as_of_date": company._get_crm_value_as_of(),
                        "message": False,
                    }
                )
            elif latest:
                self.create({"company_id": company.id})
        self._trigger_scheduler()

    def _carry_on(self):
        """Work through the remaining steps.

        :return: False if another worker is at it or the scheduler's time is
            up; True when the refresh has come to an end, good or bad
        """
        self.ensure_one()
        commit = self.env["ir.cron"]._commit_progress
        with self._take_turn(self.company_id) as ours:
            if not ours:
                return False
            self.invalidate_recordset()
            conflicts = 0
            while self.state in ("waiting", "running"):
                try:
                    self._try_step()
                except TransactionRollbackError:
                    # Somebody changed a contact meanwhile: once more from here.
                    conflicts += 1
                    if conflicts > MAX_CONFLICTS:
                        raise
                    self.env.cr.rollback()
                    self.env.invalidate_all()
                    continue
                if not commit(1):
                    return False
        return True

    def _try_step(self):
        """Do one batch; whatever fails in it is undone and told."""
        try:
            with self.env.cr.savepoint():
                self._do_step()
        except OperationalError:
            raise  # a conflict, or the database went away: not the step's fault
        except Exception as error:  # noqa: BLE001  told on the refresh itself
            _logger.exception("Customer value refresh %s failed", self.id)
            self.invalidate_recordset()
            self._fail(error)

    def _do_step(self):
        """Do one batch of the present step and note where to go on."""
        if self.state == "waiting":
            self.write(
                {
                    "state": "running",
                    "started_on": self.started_on or fields.Datetime.now(),
                }
            )
        if self.step in WHOLE_TABLE_STEPS:
            # After an import the planner knows nothing of the new rows, takes
            # them for a handful, and loops over them for hours.
            self.env.cr.execute("SET LOCAL enable_nestloop = off")
        finished = getattr(self, f"_step_{self.step}")()
        self.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
        if not finished:
            return
        names = [name for name, _label in STEPS]
        following = names[names.index(self.step) + 1 :]
        if following:
            self.write({"step": following[0], "last_partner_id": 0})
        else:
            self.write({"state": "done", "ended_on": fields.Datetime.now()})

    def _fail(self, error):
        self.write(
            {
                "state": "failed",
                "ended_on": fields.Datetime.now(),
                "message": self.env._(
                    "Step “%(step)s” failed: %(error)s. What it would have replaced "
                    "is kept. Press Retry when the cause is mended.",
                    step=dict(self._fields["step"]._description_selection(self.env))[
                        self.step
                    ],
                    error=error,
                ),
            }
        )

    def _note(self, text):
        """Add a line to what the refresh has to say."""
        self.message = f"{self.message}\n{text}" if self.message else text

    @api.model
    @contextmanager
    def _take_turn(self, companies):
        """Let one worker at a time compute the values of ``companies``.

        Yields whether it is our turn.  The lock belongs to the connection: it
        outlives the commits between batches and goes with a killed worker.
        The commit behind it gives up the view of the data from before the
        turn, in which the work of the last worker would be missing.
        """
        taken = []
        try:
            for company_id in companies.ids:
                [(ours,)] = self.env.execute_query(
                    SQL("SELECT pg_try_advisory_lock(%s, %s)", LOCK_KEY, company_id)
                )
                if not ours:
                    break
                taken.append(company_id)
            complete = len(taken) == len(companies)
            if complete:
                self.env["ir.cron"]._commit_progress()
            yield complete
        except Exception:
            # A failed transaction takes no more statements, the lock's end too.
            self.env.cr.rollback()
            raise
        finally:
            for company_id in taken:
                self.env.cr.execute(
                    SQL("SELECT pg_advisory_unlock(%s, %s)", LOCK_KEY, company_id)
                )

    @api.autovacuum
    def _gc_refreshes(self):
        """Forget refreshes after a year; the fitted models stay."""
        limit = fields.Datetime.now() - relativedelta(years=1)
        self.search(
            [("create_date", "<", limit), ("state", "in", ("done", "failed"))],
            limit=1000,
        ).unlink()
