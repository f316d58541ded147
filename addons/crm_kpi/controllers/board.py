import json

from werkzeug.exceptions import BadRequest

from odoo.http import Controller, content_disposition, request, route

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class KpiBoardFile(Controller):
    """A board as a workbook, with the rights of whoever downloads it."""

    @route("/crm_kpi/board/xlsx", type="http", auth="user", readonly=True)
    def export_board(self, view="{}"):
        """Send the figures of a board as it is looked at.

        :param str view: JSON with ``boardId``, ``kind``, ``day``, ``filters``, and
            ``companies``, those that are open, the current one first
        :raise AccessError: for companies that the user does not work for
        """
        try:
            chosen = json.loads(view)
            board_id, kind, day, filters, companies = (
                chosen.get(name)
                for name in ("boardId", "kind", "day", "filters", "companies")
            )
        except (AttributeError, ValueError) as wrong:
            raise BadRequest() from wrong
        if not isinstance(filters or {}, dict) or not _are_ids(companies or []):
            raise BadRequest()
        if companies:
            request.update_context(allowed_company_ids=companies)
        data = request.env["crm.kpi.board"].get_board(board_id, kind, day, filters)
        name = data["board"]["name"] if data["board"] else "board"
        return request.make_response(
            request.env["crm.kpi.workbook"]._make(data),
            [
                ("Content-Type", TYPE),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )


def _are_ids(value):
    return isinstance(value, list) and all(isinstance(one, int) for one in value)
