from . import crm_journey
from . import crm_lead
from . import crm_next_offer
