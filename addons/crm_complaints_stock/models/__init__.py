from . import crm_satisfaction_programme
