import numpy as np

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kpi_facts import DIMENSIONS
from ..periods import KINDS
from ..status import light, weighted_score

MOST_PERIODS = 36
SHOWN_PERIODS = 13
FEWEST_TARGETS = 2  # one target has its own light


class CrmKpiBoard(models.Model):
    """A selection of KPIs for those who steer by them."""

    _name = "crm.kpi.board"
    _description = "KPI Board"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    group_ids = fields.Many2many(
        "res.groups", string="For", help="Empty: for everybody who works here."
    )
    user_id = fields.Many2one(
        "res.users",
        "Only Mine",
        index="btree_not_null",
        help="A private board, which nobody else opens.",
    )
    kind = fields.Selection(
        [
            ("day", "Day"),
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            ("fiscal_year", "Fiscal Year"),
        ],
        "Period",
        required=True,
        default="month",
    )
    item_ids = fields.One2many("crm.kpi.board.item", "board_id", copy=True)
    library_codes = fields.Char(
        help="KPIs of the library that the board begins with, as they are installed."
    )

    def action_open(self):
        """Open the board."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_kpi.board",
            "name": self.name,
            "params": {"board_id": self.id},
        }

    @api.model
    def _fill_from_library(self):
        """Give boards that were made by us the KPIs that are there; nothing twice."""
        boards = self.with_context(active_test=False).search(
            [("library_codes", "!=", False)]
        )
        kpis = self.env["crm.kpi"].search([("is_library", "=", True)])
        by_code = {kpi.code: kpi for kpi in kpis}
        for board in boards:
            known = board.item_ids.kpi_id
            for place, code in enumerate(board.library_codes.split()):
                kpi = by_code.get(code)
                if kpi and kpi not in known:
                    self.env["crm.kpi.board.item"].create(
                        {
                            "board_id": board.id,
                            "kpi_id": kpi.id,
                            "sequence": 10 * (place + 1),
                        }
                    )

    # ------------------------------------------------------------------
    # What the web client reads
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_board(
        self, board_id=False, kind=False, day=False, filters=None, count=SHOWN_PERIODS
    ):
        """Return a board with all that is shown on it, in one call.

        All figures are read with the rights of the user: whoever sees only what is
        theirs gets sums of what is theirs.

        :param board_id: the board, or the first that the user may open
        :param str kind: of periods; the board's own if left out
        :param day: a date (or its text) in the last period; today if left out
        :param dict filters: ids by dimension, e.g. ``{"team_id": 3}``
        :param int count: number of periods, 2 to 36
        :return: dict ``boards``, ``board``, ``kind``, ``periods``, ``tiles``,
            ``score`` (of all figures that have a target, by its weight),
            ``filters`` (what can be chosen), ``chosen``, ``currency_id``,
            ``can_manage``, ``can_act``, ``is_counted``
        :raise UserError: for a kind or a day that does not exist
        """
        self.check_access("read")
        boards = self.search([("company_id", "in", [*self.env.companies.ids, False])])
        board = boards.filtered(lambda one: one.id == board_id) or boards[:1]
        kind = kind or board.kind or "month"
        if kind not in KINDS:
            raise UserError(self.env._("There are no periods of the kind “%s”.", kind))
        chosen = self._read_filters(filters)
        company = self.env.company
        calendar = company._get_kpi_calendar()
        today = company._get_crm_today()
        last = calendar.period(kind, min(self._read_day(day) or today, today))
        periods = calendar.last(
            kind, last.date_from, min(max(int(count), 2), MOST_PERIODS)
        )
        kpis = board.item_ids.kpi_id.filtered("active")
        domain = Domain.AND(Domain(name, "=", value) for name, value in chosen.items())
        Tiles = self.env["crm.kpi.board.tile"]
        tiles = Tiles._make_tiles(kpis, periods, calendar, today, domain, chosen)
        return {
            "boards": [{"id": one.id, "name": one.name} for one in boards],
            "board": {"id": board.id, "name": board.name} if board else False,
            "kind": kind,
            "periods": [
                {
                    "key": period.key,
                    "label": kpis._name_period(period, calendar),
                    "date_from": fields.Date.to_string(period.date_from),
                    "date_to": fields.Date.to_string(period.date_to),
                    "is_running": period.holds(today),
                    "is_stub": period.is_stub,
                }
                for period in periods
            ],
            "tiles": tiles,
            "score": self._make_score(tiles),
            "filters": self._get_choices(kpis, periods),
            "chosen": chosen,
            "currency_id": company.currency_id.id,
            "can_manage": self.env.user.has_group("crm_kpi.group_kpi_manager"),
            "can_act": self.env["crm.initiative"].has_access("create"),
            "is_counted": bool(
                self.env["crm.kpi.state"]
                .sudo()
                .search_count(
                    [("company_id", "=", company.id), ("counted_on", "!=", False)],
                    limit=1,
                )
            ),
        }

    @api.model
    def _make_score(self, tiles):
        """Return how far the targets of a board are reached together, or None.

        :return: dict ``value`` in per cent, ``coverage`` from 0 to 1, ``light``
        """
        aimed = [tile for tile in tiles if tile["weight"] is not None]
        if len(aimed) < FEWEST_TARGETS:
            return None
        value, coverage = weighted_score(
            [
                np.nan if tile["attained"] is None else tile["attained"]
                for tile in aimed
            ],
            [tile["weight"] for tile in aimed],
        )
        if np.isnan(value):
            return None
        return {"value": value, "coverage": coverage, "light": str(light(value))}

    @api.model
    def _read_day(self, day):
        try:
            return fields.Date.to_date(day) if day else None
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%s” is no date.", day)) from error

    @api.model
    def _read_filters(self, filters):
        """Return the ids by dimension; what is none is left out."""
        return {
            name: value
            for name, value in (filters or {}).items()
            if name in DIMENSIONS and isinstance(value, int) and value > 0
        }

    @api.model
    def _get_choices(self, kpis, periods):
        """Return by what the board can be filtered: what has figures, and is seen."""
        Value = self.env["crm.kpi.value"]
        domain = Domain("kpi_id", "in", kpis.ids)
        domain &= Domain("date_to", ">=", periods[0].date_from)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        names = [name for name in DIMENSIONS if name != "employee_id"]  # by user
        found = Value._read_grouping_sets(domain, [[name] for name in names])
        choices = []
        for name, rows in zip(names, found, strict=True):
            records = Value.env[Value._fields[name].comodel_name].browse(
                [record.id for (record,) in rows if record]
            )
            shown = records.sudo().sorted("display_name")
            if shown:
                choices.append(
                    {
                        "name": name,
                        "label": Value._fields[name].get_description(self.env)[
                            "string"
                        ],
                        "options": [
                            {"id": one.id, "name": one.display_name} for one in shown
                        ],
                    }
                )
        return choices
