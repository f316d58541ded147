from . import crm_satisfaction_invitation
from . import crm_satisfaction_programme
from . import crm_complaint
