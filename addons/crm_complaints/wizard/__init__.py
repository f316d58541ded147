from . import crm_complaint_wizard
from . import crm_complaint_wait
from . import crm_complaint_respond
from . import crm_complaint_invalid
from . import crm_complaint_reassess
from . import crm_complaint_merge
from . import crm_complaint_conflict
from . import crm_complaint_respond_cause
