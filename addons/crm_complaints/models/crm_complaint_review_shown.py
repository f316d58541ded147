from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

# Of the picture of complaints by month; it has no words in it
WIDTH, HEIGHT, MARGIN = 600, 160, 8


class CrmComplaintReviewShown(models.Model):
    """The figures as people read them, the same on the screen and on paper."""

    _inherit = "crm.complaint.review"

    shown_figures = fields.Json("Figures", compute="_compute_shown_figures")

    @api.depends("date_from", "date_to", "company_id", "state", "figures")
    @api.depends_context("lang", "uid")
    def _compute_shown_figures(self):
        for review in self:
            first, last = review.date_from, review.date_to
            is_period = first and last and first <= last and review.company_id
            review.shown_figures = review._get_shown() if is_period else False

    def _get_shown(self):
        """Return what is shown of the figures, as texts in the reader's language.

        :return: dict ``frozen`` (text of the moment, or False), ``sections``,
            ``paretos``, ``backlog``, ``chart``, ``decisions``, ``rules``,
            ``previous`` (name of the review beside)
        """
        self.ensure_one()
        data = self._get_figures()
        previous = self._get_previous(self)
        before = {}
        if previous:
            before = {
                (section["name"], figure["name"]): figure
                for section in previous._get_figures()["sections"]
                for figure in section["figures"]
            }
        return {
            "frozen": self.figures
            and format_datetime(
                self.env, self.figures["taken"], tz=self.company_id.crm_timezone
            ),
            "previous": previous.number or False,
            "sections": [
                {
                    "name": section["name"],
                    "label": section["label"],
                    "figures": [
                        self._show_figure(
                            figure, before.get((section["name"], figure["name"]))
                        )
                        for figure in section["figures"]
                    ],
                }
                for section in data["sections"]
            ],
            "paretos": [
                {
                    "label": pareto["label"],
                    "rows": self._show_bars(pareto["rows"]),
                }
                for pareto in data["paretos"]
            ],
            "backlog": self._show_bars(data["backlog"]),
            "chart": self._draw_chart(data["chart"]),
            "decisions": self._show_decisions(data["decisions"]),
            "rules": data["rules"],
        }

    @api.model
    def _show_figure(self, figure, before=None):
        return {
            "name": figure["name"],
            "label": figure["label"],
            "text": self._format_figure(figure),
            "interval": self._format_interval(figure),
            "before": self._format_figure(before) if before else "",
            "objective": self._format_objective(figure),
            "tone": self._get_tone(figure),
            "help": figure.get("help") or "",
            # what can be opened: the records as they are at that time
            "domain": figure.get("domain") or False,
            "res_model": figure["res_model"],
        }

    @api.model
    def _format_objective(self, figure):
        objective = figure.get("objective")
        if not objective:
            return ""
        value = self._format_figure({**figure, "value": objective["value"]})
        if objective["direction"] == "least":
            return self.env._("at least %s", value)
        return self.env._("at most %s", value)

    @api.model
    def _get_tone(self, figure):
        """Return how a figure is coloured: by its objective, where it has one."""
        is_reached = figure.get("objective", {}).get("is_reached")
        if is_reached is None:
            return figure.get("tone") or False
        return "success" if is_reached else "danger"

    @api.model
    def _show_bars(self, rows):
        """Return rows of a table with bars; the longest one fills the width."""
        longest = max((row["count"] for row in rows), default=0) or 1
        return [
            {
                "label": row["label"],
                "text": self._format_number(row["count"], "integer"),
                "cumulative": self._format_number(row["cumulative"], "percentage")
                if "cumulative" in row
                else "",
                "width": round(100 * row["count"] / longest),
                "is_vital": row.get("is_vital", False),
                "domain": row["domain"],
            }
            for row in rows
        ]

    @api.model
    def _format_number(self, value, kind):
        if value is None:
            return "–"
        if value < 0:
            # the minus stays before its number between words from right to left
            number = self._format_number(-value, kind)
            return f"\N{LEFT-TO-RIGHT ISOLATE}-{number}\N{POP DIRECTIONAL ISOLATE}"
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        if kind == "percentage":
            return lang.format("%.1f", 100 * value, grouping=True) + "%"
        if kind == "integer":
            return lang.format("%d", round(value), grouping=True)
        return lang.format("%.1f", value, grouping=True)

    @api.model
    def _format_range(self, figure, kind):
        return self.env._(
            "%(low)s to %(high)s",
            low=self._format_number(figure["low"], kind),
            high=self._format_number(figure["high"], kind),
        )

    @api.model
    def _format_figure(self, figure):
        if figure["kind"] == "range":
            return self._format_range(figure, "integer")
        text = self._format_number(figure["value"], figure["kind"])
        if figure["kind"] == "hours" and figure["value"] is not None:
            return self.env._("%s h", text)
        return text

    @api.model
    def _format_interval(self, figure):
        parts = []
        is_known = figure["value"] is not None and figure.get("low") is not None
        if is_known and figure["kind"] != "range":
            parts.append(self._format_range(figure, figure["kind"]))
        if figure.get("n") is not None:
            parts.append(
                self.env._("of %s", self._format_number(figure["n"], "integer"))
            )
        return ", ".join(parts)

    @api.model
    def _show_decisions(self, decisions):
        """Return the decisions that were open then; their owners as they are called."""
        users = self.env["res.users"].browse(
            [decision["user_id"] for decision in decisions]
        )
        names = {user.id: user.name for user in users.sudo().exists()}
        return [
            {
                "id": decision["id"],
                "decision": decision["decision"],
                "user": names.get(decision["user_id"], ""),
                "date_deadline": format_date(self.env, decision["date_deadline"]),
                "is_overdue": decision["is_overdue"],
            }
            for decision in decisions
        ]

    @api.model
    def _draw_chart(self, chart):
        """Return the control chart as lines in a frame of WIDTH by HEIGHT.

        :return: dict ``width``, ``height``, ``lines`` (list of dict ``name``,
            ``points``), ``signals`` (list of dict ``x``, ``y``), ``first`` and
            ``last`` month, ``top`` value, ``is_ready``; False without any value
        """
        rows = chart["rows"]
        numbers = [
            row[name] for row in rows for name in ("value", "upper") if row[name]
        ]
        if not any(row["value"] is not None for row in rows):
            return False
        top = max(numbers, default=1)
        step = (WIDTH - 2 * MARGIN) / max(len(rows) - 1, 1)

        def place(number, value):
            height = (HEIGHT - 2 * MARGIN) * value / top
            return round(MARGIN + number * step, 1), round(HEIGHT - MARGIN - height, 1)

        return {
            "width": WIDTH,
            "height": HEIGHT,
            "lines": [
                {"name": name, "points": " ".join(f"{x},{y}" for x, y in part)}
                for name in ("upper", "centre", "lower", "value")
                for part in _unbroken(
                    row[name] is not None and place(number, row[name])
                    for number, row in enumerate(rows)
                )
            ],
            "signals": [
                dict(zip("xy", place(number, row["value"]), strict=True))
                for number, row in enumerate(rows)
                if row["signals"] and row["value"] is not None
            ],
            "first": format_date(self.env, rows[0]["month"], date_format="MMM yyyy"),
            "last": format_date(self.env, rows[-1]["month"], date_format="MMM yyyy"),
            "top": self._format_number(top, "decimal"),
            "is_ready": chart["is_ready"],
        }


def _unbroken(points):
    """Return the runs of points between gaps.

    >>> _unbroken([(0, 1), (1, 2), False, (3, 1)])
    [[(0, 1), (1, 2)], [(3, 1)]]
    """
    runs = [[]]
    for point in points:
        if point:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
