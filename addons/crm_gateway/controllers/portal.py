from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .files import check_files, read_typed

MAX_TEXT = 10_000
MAX_SUBJECT = 200
MAX_ORDERS = 50


class RequestPortal(CustomerPortal):
    """Customers file requests, follow them, answer, close and reopen them."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "request_count" in counters:
            Request = request.env["crm.request"]
            values["request_count"] = (
                Request.search_count([]) if Request.has_access("read") else 0
            )
        return values

    def _get_request_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "id desc"},
            "state": {"label": request.env._("State"), "order": "state, id desc"},
        }

    def _get_request_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": []},
            "open": {
                "label": request.env._("In progress"),
                "domain": [("is_open", "=", True)],
            },
            "ended": {
                "label": request.env._("Ended"),
                "domain": [("is_open", "=", False)],
            },
        }

    @http.route(
        ["/my/requests", "/my/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_requests(self, page=1, sortby="date", filterby="all", **_kwargs):
        """The requests of the visitor's company."""
        Request = request.env["crm.request"]
        if not Request.has_access("read"):
            return request.redirect("/my")
        sortings, filters = self._get_request_sortings(), self._get_request_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        customer = request.env.user.partner_id.commercial_partner_id
        domain = Domain("commercial_partner_id", "=", customer.id)
        domain &= Domain(filters[filterby]["domain"])
        pager = portal_pager(
            url="/my/requests",
            url_args={"sortby": sortby, "filterby": filterby},
            total=Request.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        requests = Request.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "requests": requests.sudo(),
                "page_name": "request",
                "pager": pager,
                "default_url": "/my/requests",
                "searchbar_sortings": sortings,
                "sortby": sortby,
                "searchbar_filters": filters,
                "filterby": filterby,
            }
        )
        return request.render("crm_gateway.portal_my_requests", values)

    @http.route("/my/requests/new", type="http", auth="user", website=True)
    def portal_new_request(self, **post):
        """A form that files a request, and what comes of it."""
        types = request.env["crm.request.type"]._find_published(request.env.company)
        orders = self._find_orders_to_ask_about()
        error = None
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    new = self._file_request(types, orders, post)
            except UserError as refused:
                error = str(refused)
            else:
                return request.redirect(new.get_portal_url(query_string="&filed=1"))
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "types": types,
                "orders": orders,
                "error": error,
                "post": post,
                "page_name": "new_request",
            }
        )
        return request.render("crm_gateway.portal_new_request", values)

    def _find_orders_to_ask_about(self):
        """Return the newest orders of the visitor's company, as far as they may see."""
        Order = request.env["sale.order"]
        if not Order.has_access("read"):
            return Order
        customer = request.env.user.partner_id.commercial_partner_id
        return Order.search(
            [
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("state", "=", "sale"),
                ("company_id", "=", request.env.company.id),
            ],
            order="date_order desc",
            limit=MAX_ORDERS,
        )

    def _file_request(self, types, orders, post):
        """Create the request of a portal user, with all rights and named values only.

        :raise UserError: when something is missing or too long; nothing is kept then
        """
        wanted = str(post.get("type_id", ""))
        request_type = types.filtered(lambda t: str(t.id) == wanted)
        subject = read_typed(post.get("name"))
        text = read_typed(post.get("description"))
        # whatever is not among those offered is nobody's business
        order = orders.filtered(lambda o: str(o.id) == str(post.get("order_id")))
        if not request_type:
            raise UserError(request.env._("Choose what your request is about."))
        if not subject or len(subject) > MAX_SUBJECT:
            raise UserError(
                request.env._("Write a subject of at most %s characters.", MAX_SUBJECT)
            )
        if len(text) > MAX_TEXT:
            raise UserError(
                request.env._(
                    "Your text is longer than %s characters. Attach it as a file.",
                    MAX_TEXT,
                )
            )
        files = self._read_files()
        new = (
            request.env["crm.request"]
            .sudo()
            .create(
                {
                    "name": subject,
                    "type_id": request_type.id,
                    "description": plaintext2html(text) if text else False,
                    "partner_id": request.env.user.partner_id.id,
                    "company_id": request.env.company.id,
                    "origin_order_id": order.id,
                    "channel": "portal",
                    "user_id": request_type.user_id.id,
                }
            )
        )
        if files:
            new.message_post(
                body=request.env._("Attached by the customer"),
                attachments=files,
                author_id=request.env.user.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        new._acknowledge()
        return new

    def _read_files(self):
        """Return [(name, content)] of the uploaded files, unless they are too much."""
        uploads = [
            upload
            for upload in request.httprequest.files.getlist("attachments")
            if upload.filename
        ]
        check_files(request.env, uploads)
        return [(read_typed(upload.filename), upload.read()) for upload in uploads]

    @http.route(
        "/my/requests/<int:request_id>", type="http", auth="public", website=True
    )
    def portal_request_page(self, request_id, access_token=None, **kwargs):
        """One request: number, steps, expected date, documents, conversation."""
        try:
            document = self._document_check_access(
                "crm.request", request_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        return self._show_request(document, access_token, **kwargs)

    def _show_request(self, document, access_token, error=None, **kwargs):
        """Answer with the page of a request that the visitor may read.

        :param document: crm.request with all rights
        :param error: why nothing came of what the visitor wanted
        """
        steps = document.step_ids.filtered(
            lambda s: s.customer_visible and s.state not in ("skipped", "cancelled")
        )
        # A link carries the document's own token: never to anybody else's
        theirs = document.commercial_partner_id
        about = document.origin_order_id
        values = {
            "crm_request": document,
            "about_order": about.filtered(
                lambda order: order.partner_id.commercial_partner_id == theirs
            ),
            "steps": steps.sorted(lambda s: (s.sequence, s.id)),
            "orders": document.order_ids.filtered(
                lambda order: (
                    order.state in ("sent", "sale")
                    and order.partner_id.commercial_partner_id == theirs
                )
            ),
            "invoices": document.invoice_ids.filtered(
                lambda move: (
                    move.state == "posted" and move.commercial_partner_id == theirs
                )
            ),
            "files": document.step_ids._find_files_for_customer(),
            "page_name": "request",
            "filed": bool(kwargs.get("filed")),
            "kept": bool(kwargs.get("kept")) and document.is_open,
            "error": error,
        }
        values = self._get_page_view_values(
            document, access_token, values, "my_requests_history", False, **kwargs
        )
        return request.render("crm_gateway.portal_request_page", values)

    @http.route(
        "/my/requests/<int:request_id>/files/<int:file_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_request_file(self, request_id, file_id, access_token=None, **_kwargs):
        """Download what a step has made for the customer, as long as it is shown."""
        try:
            document = self._document_check_access(
                "crm.request", request_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        files = document.step_ids._find_files_for_customer()
        file = files.filtered(lambda file: file.id == file_id)
        if not file:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(file)
        return stream.get_response(as_attachment=True)

    @http.route(
        "/my/requests/<int:request_id>/<string:what>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_request_act(self, request_id, what, access_token=None, **_kwargs):
        """Close or reopen a request; nothing else can be asked for."""
        try:
            document = self._document_check_access(
                "crm.request", request_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        user = request.env.user
        author = document._get_link_author() if user._is_public() else user.partner_id
        if what not in ("close", "reopen"):
            raise request.not_found()
        query_string = None
        try:
            with request.env.cr.savepoint():
                if what == "reopen":
                    document._reopen_by_customer(author)
                elif not document._close_by_customer(author):
                    query_string = "&kept=1"
        except UserError as refused:
            return self._show_request(document, access_token, error=str(refused))
        return request.redirect(document.get_portal_url(query_string=query_string))
