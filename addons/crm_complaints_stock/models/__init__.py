from . import crm_complaint_link
from . import crm_promise
from . import crm_complaint_remedy
from . import crm_satisfaction_programme
