from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..incoming_files import clean_line
from .complaint_form import read_files, read_text

# what the page can ask for, and the method that does it
ACTS = {
    "accept": "_accept_by_customer",
    "refuse": "_refuse_by_customer",
    "reopen": "_reopen_by_customer",
    "status": "_ask_status_by_customer",
    "withdraw": "_withdraw_by_customer",
}
# how far it has come, for people
PROGRESS = {
    "received": 1,
    "acknowledged": 1,
    "assessed": 2,
    "investigating": 2,
    "waiting": 2,
    "escalated": 2,
    "responded": 3,
    "final": 3,
    "dispute": 3,
    "closed": 4,
    "merged": 4,
    "invalid": 4,
}
LONGEST_PAGE = 10**6


class ComplaintPortal(CustomerPortal):
    """Complainants follow their complaints, answer, and say whether they are content.

    They have no rights on complaints at all: each page finds out whose it is.
    """

    def _find_my_complaints(self, domain=Domain.TRUE):
        """Return (complaints with all rights to search in, Domain of the visitor's)."""
        Complaint = request.env["crm.complaint"].sudo()
        user = request.env.user
        mine = Complaint._get_visitor_domain(user) & Domain("state", "!=", "merged")
        mine &= Domain("accused_user_ids", "not in", user.ids)
        return Complaint, mine & Domain(domain)

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            Complaint, mine = self._find_my_complaints()
            values["complaint_count"] = Complaint.search_count(mine)
        return values

    def _get_complaint_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "id desc"},
            "state": {"label": request.env._("State"), "order": "state, id desc"},
        }

    def _get_complaint_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "open": {
                "label": request.env._("In progress"),
                "domain": Domain("is_open", "=", True),
            },
            "ended": {
                "label": request.env._("Ended"),
                "domain": Domain("is_open", "=", False),
            },
        }

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_complaints(
        self, page=1, sortby="date", filterby="all", search="", **_kwargs
    ):
        """The complaints of the visitor and their company."""
        sortings = self._get_complaint_sortings()
        filters = self._get_complaint_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        search = clean_line(search, 100) if isinstance(search, str) else ""
        domain = filters[filterby]["domain"]
        if search:
            domain &= Domain("name", "ilike", search) | Domain(
                "number", "ilike", search
            )
        Complaint, mine = self._find_my_complaints(domain)
        url_args = {"sortby": sortby, "filterby": filterby, "search": search}
        pager = portal_pager(
            url="/my/complaints",
            url_args=url_args,
            total=Complaint.search_count(mine),
            page=min(page, LONGEST_PAGE),
            step=self._items_per_page,
        )
        complaints = Complaint.search(
            mine,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = self._prepare_portal_layout_values()
        values.update(
            {
                **url_args,
                "complaints": complaints,
                "page_name": "complaint",
                "pager": pager,
                "default_url": "/my/complaints",
                "searchbar_sortings": sortings,
                "searchbar_filters": filters,
                "searchbar_inputs": {
                    "all": {
                        "input": "all",
                        "label": request.env._("Search in number and subject"),
                    }
                },
                "search_in": "all",
                "is_published": request.env.company.sudo().complaint_form_published,
            }
        )
        return request.render("crm_complaints.portal_my_complaints", values)

    def _open_complaint(self, complaint_id, access_token):
        """Return the complaint with all rights, or nothing at all."""
        token = access_token if isinstance(access_token, str) else None
        complaint = request.env["crm.complaint"]._find_for_visitor(complaint_id, token)
        zone = request.env.user.tz or complaint.company_id.crm_timezone
        return complaint.with_context(tz=zone)

    def _refuse_complaint(self):
        """Answer the same for what is not theirs as for what does not exist."""
        user = request.env.user
        return request.redirect("/complaints" if user._is_public() else "/my")

    @http.route(
        "/my/complaints/<int:complaint_id>", type="http", auth="public", website=True
    )
    def portal_complaint_page(self, complaint_id, access_token=None, **kwargs):
        """One complaint: where it stands, what was decided, what can be done."""
        complaint = self._open_complaint(complaint_id, access_token)
        if not complaint:
            return self._refuse_complaint()
        shown = complaint._get_page_for(request.env.user)
        if shown != complaint:
            return request.redirect(shown.get_portal_url())
        return self._show_complaint(complaint, done=kwargs.get("done"))

    def _show_complaint(self, complaint, **values):
        """Answer with the page of a complaint that is the visitor's."""
        user = request.env.user
        token = complaint._portal_ensure_token()
        clocks = complaint.clock_ids.filtered(
            lambda c: c.is_running and c.tells_customer and not c.is_paused
        )
        if complaint.state != "escalated":
            # who is not refused needs nobody outside yet
            clocks = clocks.filtered(lambda c: c.kind in ("respond", "final"))
        waiting = complaint.pause_ids.filtered(lambda p: not p.end_date)
        is_ours = self._is_ours(complaint, user)
        if is_ours:
            request.env["crm.complaint.access.log"]._note(complaint, "open")
        values = {
            "complaint": complaint,
            "company": complaint.company_id,
            "clocks": clocks.filtered(lambda c: c.due_date).sorted("due_date"),
            "waits_for_customer": waiting[:1].reason == "customer",
            "progress": PROGRESS[complaint.state],
            "page_name": "complaint",
            "is_ours": is_ours,
            "can_reopen": complaint.state == "closed" and complaint._can_reopen(),
            # the host's conversation takes messages of contacts alone
            "has_chatter_composer": bool(complaint.partner_id) and not is_ours,
            "text": "",
            "refused": None,
            "error": None,
            "done": None,
            **values,
        }
        values = self._get_page_view_values(
            complaint, token, values, "my_complaints_history", user._is_public()
        )
        return request.render("crm_complaints.portal_complaint_page", values)

    def _is_ours(self, complaint, user):
        """Whether one of us looks at the page, who does not act in their name."""
        return user._is_internal() and user.partner_id != complaint.partner_id

    @http.route(
        "/my/complaints/<int:complaint_id>/<string:what>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_complaint_act(self, complaint_id, what, access_token=None, **post):
        """Do what the complainant wants, or say why not; nothing else can be asked."""
        complaint = self._open_complaint(complaint_id, access_token)
        if not complaint:
            return self._refuse_complaint()
        user = request.env.user
        if self._is_ours(complaint, user) or what not in (*ACTS, "answer"):
            raise request.not_found()
        author = complaint.partner_id if user._is_public() else user.partner_id
        if complaint.is_anonymous:
            author = author.browse()
        typed = post.get("text") if isinstance(post.get("text"), str) else ""
        try:
            with request.env.cr.savepoint():
                text = read_text(post, "text")
                if what == "answer":
                    complaint._answer_by_customer(author, text, read_files())
                else:
                    getattr(complaint, ACTS[what])(author, text)
        except UserError as refused:
            complaint.invalidate_recordset()
            return self._show_complaint(
                complaint,
                error=str(refused),
                refused=what,
                text=typed.replace("\0", ""),
            )
        url = complaint.get_portal_url(query_string=f"&done={what}")
        return request.redirect(url)
