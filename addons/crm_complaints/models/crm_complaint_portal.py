import secrets
import unicodedata
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac

from ..incoming_files import clean_line
from .crm_complaint import IDENTITY
from .crm_complaint_confidential import AGENT

# nobody mistakes one letter of these for another
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SECRET_LENGTH = 20
GREATEST_ID = 2**31 - 1


def _is_same(one, other):
    """Compare secrets in a time that tells nothing, whatever was typed."""
    return consteq((one or "").encode(), (other or "").encode())


def _fold(text):
    """Return what was typed in capitals and Latin digits, without anything else."""
    letters = (str(unicodedata.digit(c, c)) for c in clean_line(text, 100).upper())
    return "".join(letter for letter in letters if letter.isalnum())


class CrmComplaintPortal(models.Model):
    """Who sees a complaint's page: its customer, the holder of its link, its agents.

    Customers have no rights on the model: the page shows what is meant for them, and
    nothing else can be asked for.
    """

    _inherit = "crm.complaint"

    customer_reference = fields.Char(
        "Order or Invoice as Told",
        copy=False,
        groups=IDENTITY,
        help="As typed by whoever complains; nobody has checked it.",
    )
    secret_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)

    @api.model
    def _find_for_visitor(self, complaint_id, access_token=None):
        """Return the complaint with all rights if its page is for the visitor.

        :return: crm.complaint; empty for everybody else, whether it exists or not
        """
        if not 0 < complaint_id <= GREATEST_ID:
            return self.browse()
        complaint = self.with_user(SUPERUSER_ID).browse(complaint_id).exists()
        user = self.env.user
        if complaint and (
            complaint._is_link_of(access_token, user) or complaint._is_page_of(user)
        ):
            return complaint
        return self.browse()

    def _is_page_of(self, user):
        """Whether the page is this user's by who they are, without any link."""
        self.ensure_one()
        if user._is_public() or self._is_barred(user):
            return False
        if user._is_internal():
            mine = self.with_user(user)
            return user.has_group(AGENT) and mine.has_access("read")
        return bool(self.filtered_domain(self._get_visitor_domain(user)))

    @api.model
    def _get_visitor_domain(self, user):
        """Return the Domain of a user's own complaints and those of their company."""
        partner = user.partner_id
        return Domain("partner_id", "=", partner.id) | (
            Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
            & Domain("is_confidential", "=", False)
        )

    def _is_link_of(self, access_token, user):
        """Whether this is the complaint's link, it works, and the user may use it."""
        self.ensure_one()
        return bool(
            access_token
            and self.access_token
            and _is_same(self.access_token, access_token)
            and self._is_link_open()
            and not self._is_barred(user)
        )

    def _is_link_open(self):
        """Whether the link still works: not for ever after the end."""
        self.ensure_one()
        days = self.company_id.complaint_token_days
        if not (days and self.closed_date):
            return True
        return self.closed_date + timedelta(days=days) > fields.Datetime.now()

    def _is_barred(self, user):
        return user.partner_id in self._get_barred_partners()

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """Open the conversation by the link no longer, and to no others, than the page.

        Who comes with rights of their own needs no link, and gets no more by one.
        """
        thread = super()._get_thread_with_access(thread_id, **kwargs)
        if not thread or self.env.su or not thread.env.su:
            return thread
        user = self.env.user
        if thread._is_barred(user):
            return self.browse()
        is_open = thread._is_link_open() or thread._is_page_of(user)
        return thread if is_open else self.browse()

    def _get_page_for(self, visitor):
        """Return whose page is shown: of merged complaints the one that goes on.

        Only within the same customer: what was merged by mistake shows nobody else's.
        """
        self.ensure_one()
        master = self._get_master()
        customer = self.commercial_partner_id
        if not customer or master.commercial_partner_id != customer:
            return self
        by_link = master.partner_id == self.partner_id or not master.is_confidential
        return master if by_link and not master._is_barred(visitor) else self

    # ------------------------------------------------------------------
    # Without a name and without an address: by number and secret
    # ------------------------------------------------------------------

    def _issue_secret(self):
        """Return a new secret of the complaint; only its hash is kept."""
        self.ensure_one()
        secret = "".join(secrets.choice(ALPHABET) for _i in range(SECRET_LENGTH))
        self.sudo().secret_hash = self._hash_secret(self.id, secret)
        return "-".join(secret[i : i + 5] for i in range(0, SECRET_LENGTH, 5))

    @api.model
    def _hash_secret(self, complaint_id, secret):
        return hmac(self.env(su=True), "crm_complaints.secret", (complaint_id, secret))

    @api.model
    def _find_by_secret(self, number, secret, company):
        """Return the complaint of a number and its secret, with all rights, or none.

        It takes as long for a number that does not exist.
        """
        complaint = self.with_user(SUPERUSER_ID).search(
            [("number", "=", _fold(number)), ("company_id", "=", company.id)], limit=1
        )
        given = self._hash_secret(complaint.id, _fold(secret))
        is_right = _is_same(complaint.secret_hash or "-", given)
        if is_right and complaint._is_link_open():
            return complaint
        return self.browse()

    def _prepare_erased_vals(self):
        return {
            **super()._prepare_erased_vals(),
            "secret_hash": False,
            "customer_reference": False,
        }
