from . import base_partner_merge
from . import base_partner_merge_duplicate
from . import crm_contact_plan_set
from . import crm_request_step_reassign
