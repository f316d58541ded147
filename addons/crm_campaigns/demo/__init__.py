from . import crm_journey
from . import crm_lead
