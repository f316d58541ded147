from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

READERS = "crm_complaints.group_complaint_user,crm_complaints.group_complaint_auditor"
# What has to be written of 8D before it is done; nobody is forced to praise
DISCIPLINES = (
    "d1_team",
    "d2_problem",
    "d3_containment",
    "d4_root_causes",
    "d5_corrections",
    "d6_implemented",
    "d7_prevention",
)


class CrmComplaintInvestigation(models.Model):
    """What happened, by both sides, and why: by five whys, or by 8D.

    As deep as the complaint is grave: critical and complex ones are proposed for 8D.
    Who investigates has no part in it. The root cause that is found is proposed to
    the complaint.
    """

    _name = "crm.complaint.investigation"
    _description = "Investigation of a Complaint"
    _inherit = [
        "crm.company.bound",
        "crm.dependent.record",
        "crm.complaint.stepwise",
        "crm.erasable.record",
        "crm.nameless.record",
    ]
    _owner_field = "complaint_id"
    _order = "id desc"
    _check_company_auto = True
    _flow_fields = frozenset({"state", "start_date", "done_date"})
    _fixed_fields = frozenset({"complaint_id"})
    _writable_in = {None: ("draft", "running")}

    complaint_id = fields.Many2one(
        "crm.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    method = fields.Selection(
        [("why", "5 Whys"), ("8d", "8D")],
        compute="_compute_method",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Proposed by how grave the complaint is: 8D for critical and complex "
        "ones, five whys for all others.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Investigator",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Somebody who handles complaints, and has no part in this one.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done")],
        required=True,
        default="draft",
        copy=False,
        index=True,
        group_expand=True,
    )
    start_date = fields.Date("Started On", readonly=True, copy=False)
    done_date = fields.Date("Done On", readonly=True, copy=False)
    customer_findings = fields.Text(
        "The Customer's Side", help="What the customer says and shows."
    )
    our_findings = fields.Text(
        "Our Side", help="What our people, records and premises say."
    )
    why_ids = fields.One2many("crm.complaint.why", "investigation_id", "Whys")
    cause_id = fields.Many2one(
        "crm.complaint.cause",
        "Root Cause",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Proposed to the complaint when the investigation is done.",
    )
    action_ids = fields.One2many(
        "crm.complaint.action",
        "investigation_id",
        "Corrective and Preventive Actions",
    )
    d1_team = fields.Text(help="Who works on it, and who leads.")
    d2_problem = fields.Text(
        help="What, where, when, how many; what is it and what not."
    )
    d3_containment = fields.Text(
        help="What keeps other customers from harm until it is mended.",
    )
    d4_root_causes = fields.Text(help="Why it arose, and why nobody noticed.")
    d5_corrections = fields.Text(
        "D5 Corrective Actions Chosen", help="What is to be done, and why just that."
    )
    d6_implemented = fields.Text(
        "D6 Corrective Actions Implemented",
        help="What was done, and how it was seen that it works.",
    )
    d7_prevention = fields.Text(
        help="What keeps it from arising again, here and elsewhere."
    )
    d8_recognition = fields.Text(help="What is owed to the team.")

    @api.depends("method")
    def _compute_display_name(self):
        # not everybody who reads its actions may know of the complaint
        labels = dict(self._fields["method"]._description_selection(self.env))
        for record in self:
            label = labels.get(record.method, "")
            record.display_name = f"{label} #{record.id}" if record.id else label

    @api.depends("complaint_id")
    def _compute_method(self):
        for record in self:
            complaint = record.complaint_id
            is_grave = complaint.priority == "3" or complaint.complexity == "complex"
            record.method = record.method or ("8d" if is_grave else "why")

    @api.constrains("user_id", "complaint_id")
    def _check_investigator(self):
        for record in self:
            user, complaint = record.user_id, record.complaint_id
            if user in complaint._get_involved_users():
                raise ValidationError(
                    self.env._(
                        "%s is involved in what is complained of. Choose an "
                        "investigator who is not.",
                        user.name,
                    )
                )
            theirs = complaint.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            if not (user._is_superuser() or theirs.has_access("write")):
                raise ValidationError(
                    self.env._(
                        "%s may not open this complaint. Choose an investigator of "
                        "its team, or a manager of complaints.",
                        user.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("why_ids"):
                vals["why_ids"] = self._propose_whys()
        return super().create(vals_list)

    @api.model
    def _propose_whys(self):
        """Return the commands of five questions, each about the answer before."""
        first, further = self.env._("Why did it happen?"), self.env._("Why was that?")
        return [
            Command.create({"sequence": number, "question": question})
            for number, question in enumerate([first] + 4 * [further], start=1)
        ]

    def action_start(self):
        """Begin: the complaint is investigated from now on."""
        record = self._begin("draft")
        record.write(
            {"state": "running", "start_date": fields.Date.context_today(self)}
        )
        if record.complaint_id.state == "assessed":
            self.complaint_id.action_investigate()

    def action_done(self):
        """End it, and propose the root cause to the complaint."""
        record = self._begin("running")
        record._require_filled("customer_findings", "our_findings", "cause_id")
        if record.method == "8d":
            record._require_filled(*DISCIPLINES)
        elif not any(why.answer for why in record.why_ids):
            raise UserError(
                self.env._(
                    "Answer at least one why; the last answer is the root cause."
                )
            )
        record.write({"state": "done", "done_date": fields.Date.context_today(self)})
        complaint = record.complaint_id
        if not (complaint.cause_id or complaint.decision):
            complaint.cause_id = record.cause_id
        complaint.message_post(
            body=self.env._("Investigated: %s", record.cause_id.display_name)
        )

    def action_reopen(self):
        """Look again: something was overlooked."""
        record = self._begin("done")
        record.write({"state": "running", "done_date": False})

    def _prepare_erased_vals(self):
        """Return the values that tell nothing of a person."""
        texts = ("customer_findings", "our_findings", *DISCIPLINES, "d8_recognition")
        return dict.fromkeys(texts, False)

    def _get_report_texts(self):
        """Return (label, text, name) of each discipline, for the printed report."""
        self.ensure_one()
        names = (*DISCIPLINES, "d8_recognition")
        return [
            (self._fields[name]._description_string(self.env), self[name], name)
            for name in names
        ]

    def _get_report_direction(self):
        """Return whether the reader's language runs from right to left."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return lang.direction or "ltr"
