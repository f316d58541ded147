from odoo import api, models
from odoo.exceptions import AccessError


class CrmSegmentBoard(models.AbstractModel):
    """The 5 x 5 map of the current company's customers, for the web client."""

    _name = "crm.segment.board"
    _description = "Segment Board"

    @api.model
    @api.readonly
    def get_board(self):
        """Return the grid of the current company with counts and money.

        Only customers whom the user may see are counted.

        :return: dict with

            ``company``, ``currency_id``, ``as_of`` (ISO date or False),
            ``axis`` (label of the second score),
            ``cells``: dicts ``recency``, ``frequency`` (1 to 5),
            ``segment_id``, ``customers``, ``net_revenue``, ``cltv``,
            ``segments``: dicts ``id``, ``name``, ``description``, ``color``,
            ``kind``, ``next_action``, ``customers``, ``net_revenue``, ``cltv``,
            ``total``: dict ``customers``, ``net_revenue``, ``cltv``,
            ``refresh``: dict ``id``, ``state``, ``progress``, ``message`` of the
            latest refresh or False,
            ``can_configure``: whether the user may edit grid and segments
        :raise AccessError: for users who may not read customer values
        """
        Value = self.env["crm.customer.value"]
        if not Value.has_access("read"):
            raise AccessError(self.env._("You may not see customer values."))
        company = self.env.company
        by_cell, by_segment, total = Value._read_grouping_sets(
            [("company_id", "=", company.id), ("order_days", ">", 0)],
            [["recency_score", "grid_score"], ["segment_id"], []],
            ["__count", "net_revenue:sum", "cltv:sum", "as_of_date:max"],
        )
        grid = self.env["crm.rfm.grid"].search([("company_id", "=", company.id)])
        owners = {
            (cell.recency_score, cell.frequency_score): cell.segment_id.id
            for cell in grid.cell_ids
        }
        figures = {(recency, column): row for recency, column, *row in by_cell}
        return {
            "company": company.name,
            "currency_id": company.currency_id.id,
            "as_of": total[0][3].isoformat() if total and total[0][3] else False,
            "axis": dict(grid._fields["axis"]._description_selection(self.env)).get(
                grid.axis
            ),
            "cells": [
                {
                    "recency": recency,
                    "frequency": column,
                    "segment_id": owners.get((recency, column), False),
                    **self._prepare_figures(figures.get((recency, column))),
                }
                for recency in range(5, 0, -1)
                for column in range(1, 6)
            ],
            "segments": self._prepare_segments(company, by_segment),
            "total": self._prepare_figures(total[0] if total else None),
            "refresh": self._prepare_refresh(company),
            "can_configure": grid.has_access("write"),
        }

    @api.model
    def _prepare_figures(self, row):
        count, revenue, cltv = (row or (0, 0, 0))[:3]
        return {"customers": count, "net_revenue": revenue or 0, "cltv": cltv or 0}

    @api.model
    def _prepare_segments(self, company, by_segment):
        figures = {segment.id: row for segment, *row in by_segment}
        return [
            {
                "id": segment.id,
                "name": segment.name,
                "description": segment.description or "",
                "color": segment.color,
                "kind": segment.kind,
                "next_action": segment.next_action or "",
                **self._prepare_figures(figures.get(segment.id)),
            }
            for segment in self.env["crm.segment"].search(
                [("company_id", "in", (False, company.id))]
            )
        ]

    @api.model
    def _prepare_refresh(self, company):
        refresh = self.env["crm.value.refresh"].search(
            [("company_id", "=", company.id)], limit=1
        )
        return bool(refresh) and {
            "id": refresh.id,
            "state": refresh.state,
            "progress": refresh.progress,
            "message": refresh.message or "",
        }
