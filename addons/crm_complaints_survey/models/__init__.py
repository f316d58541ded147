from . import crm_satisfaction_characteristic
from . import crm_satisfaction_programme
from . import crm_satisfaction_invitation
from . import survey_user_input
