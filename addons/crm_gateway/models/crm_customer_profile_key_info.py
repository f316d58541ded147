from odoo import api, models
from odoo.fields import Domain

from .crm_contract import OPEN_STATES

SHOWN = 5


class CrmCustomerProfile(models.AbstractModel):
    """What was agreed with the customer, what they could buy, what they want."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_sections(self):
        names = super()._get_sections()
        after = names.index("money") + 1
        return [*names[:after], "contracts", "accounts", "needs", *names[after:]]

    @api.model
    def _make_more(self, found, label, action, customer):
        """Return the link to all records, where no more than some are shown."""
        return len(found) == SHOWN and {
            "label": label,
            "action": action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    @api.model
    def _make_creation(self, model, label, customer):
        return self.env[model].has_access("create") and {
            "label": label,
            "res_model": model,
            "context": {"default_partner_id": customer.id},
        }

    @api.model
    def _prepare_contracts(self, customer):
        Contract = self.env["crm.contract"]
        if not Contract.has_access("read"):
            return None
        contracts = Contract.search(
            self._of_customer(customer) & Domain("state", "in", OPEN_STATES),
            limit=SHOWN,
            order="notice_deadline, id",
        )
        states = dict(Contract._fields["state"]._description_selection(self.env))
        return {
            "title": self.env._("Contracts in Force"),
            "icon": "fa-handshake-o",
            "column": "side",
            "items": [
                self._make_item(
                    contract.display_name,
                    contract,
                    detail=bool(contract.open_obligation_count)
                    and self.env._(
                        "Open obligations: %s", contract.open_obligation_count
                    ),
                    date=contract.end_date,
                    badge=states[contract.state],
                    tone="warning" if contract.state == "to_renew" else "success",
                    value=contract.value or False,
                    kind="monetary",
                    currency_id=contract.currency_id.id,
                    user=contract.user_id,
                )
                for contract in contracts
            ],
            "more": self._make_more(
                contracts,
                self.env._("All Contracts"),
                "crm_gateway.crm_contract_action",
                customer,
            ),
            "create": self._make_creation(
                "crm.contract", self.env._("New Contract"), customer
            ),
            "empty": self.env._("No contract is in force with this customer."),
        }

    @api.model
    def _prepare_accounts(self, customer):
        Account = self.env["crm.business.line.account"]
        if not Account.has_access("read"):
            return None
        accounts = Account.search(self._of_customer(customer), limit=SHOWN)
        statuses = dict(Account._fields["status"]._description_selection(self.env))
        tones = {"active": "success", "lost": "danger"}
        return {
            "title": self.env._("Lines of Business"),
            "icon": "fa-briefcase",
            "column": "side",
            "items": [
                self._make_item(
                    account.business_line_id.name,
                    account,
                    detail=bool(account.potential)
                    and self.env._("Our share: %s%%", round(100 * account.share)),
                    badge=statuses[account.status],
                    tone=tones.get(account.status),
                    value=account.potential or False,
                    kind="monetary",
                    currency_id=account.currency_id.id,
                    user=account.user_id,
                )
                for account in accounts
            ],
            "more": self._make_more(
                accounts,
                self.env._("All Accounts"),
                "crm_gateway.crm_business_line_account_action",
                customer,
            ),
            "create": self._make_creation(
                "crm.business.line.account", self.env._("New Account"), customer
            ),
            "empty": self.env._(
                "What could this customer buy in a year, and from whom of us? Open an "
                "account in a line of business."
            ),
        }

    @api.model
    def _prepare_needs(self, customer):
        Need = self.env["crm.need"]
        if not Need.has_access("read"):
            return None
        # the widest gap first
        needs = Need.search(self._of_customer(customer), limit=SHOWN)
        return {
            "title": self.env._("Needs and Expectations"),
            "icon": "fa-lightbulb-o",
            "column": "side",
            "items": [
                self._make_item(
                    need.name,
                    need,
                    detail=" · ".join(
                        filter(
                            None,
                            (
                                need.topic_id.name,
                                self.env._("importance %s of 5", need.weight),
                                need.rival_lead > 0
                                and self.env._(
                                    "%s meets it better", need.competitor_id.name
                                ),
                            ),
                        )
                    ),
                    badge=need.our_grade
                    and self.env._("We meet it: %s of 5", need.our_grade),
                    tone=self._get_grade_tone(need),
                )
                for need in needs
            ],
            "more": self._make_more(
                needs, self.env._("All Needs"), "crm_gateway.crm_need_action", customer
            ),
            "create": self._make_creation("crm.need", self.env._("New Need"), customer),
            "empty": self.env._(
                "What matters to this customer? Ask at the next contact and note it "
                "here."
            ),
        }

    @api.model
    def _get_grade_tone(self, need):
        grade = int(need.our_grade or 3)
        return "danger" if grade < 3 else "success" if grade > 3 else None

    # ----------------------------------------------------------------------
    # What comes next of it
    # ----------------------------------------------------------------------

    @api.model
    def _get_coming_items(self, customer):
        return [
            *super()._get_coming_items(customer),
            *self._get_contract_deadlines(customer),
            *self._get_due_obligations(customer),
            *self._get_planned_contact(customer),
        ]

    @api.model
    def _get_contract_deadlines(self, customer):
        Contract = self.env["crm.contract"]
        if not Contract.has_access("read"):
            return []
        contracts = Contract.search(
            self._of_customer(customer)
            & Domain("state", "in", OPEN_STATES)
            & Domain("notice_deadline", "!=", False),
            limit=SHOWN,
            order="notice_deadline, id",
        )
        today = self._get_today()
        return [
            self._make_item(
                contract.display_name,
                contract,
                date=contract.notice_deadline,
                badge=self.env._("Notice Deadline"),
                tone="danger" if contract.notice_deadline < today else "warning",
                user=contract.user_id,
            )
            for contract in contracts
        ]

    @api.model
    def _get_due_obligations(self, customer):
        Obligation = self.env["crm.contract.obligation"]
        if not Obligation.has_access("read"):
            return []
        obligations = Obligation.search(
            self._of_customer(customer) & Domain("state", "=", "open"),
            limit=SHOWN,
            order="due_date, id",
        )
        today = self._get_today()
        sides = dict(Obligation._fields["side"]._description_selection(self.env))
        return [
            self._make_item(
                obligation.name,
                obligation,
                detail=sides[obligation.side],
                date=obligation.due_date,
                badge=self.env._("Obligation"),
                tone="danger" if obligation.due_date < today else None,
                user=obligation.user_id or obligation.contract_id.user_id,
            )
            for obligation in obligations
        ]

    @api.model
    def _get_planned_contact(self, customer):
        """Return the contact that a plan will ask for; once due, it is an activity."""
        Plan = self.env["crm.contact.plan"]
        if not Plan.has_access("read"):
            return []
        today = self._get_today()
        plans = Plan.search(self._of_customer(customer))
        return [
            self._make_item(
                plan.summary or plan.activity_type_id.name,
                plan,
                date=plan.next_contact_date,
                badge=self.env._("Planned Contact"),
                user=plan.user_id or customer.user_id,
            )
            for plan in plans
            if plan.next_contact_date > today
        ]
