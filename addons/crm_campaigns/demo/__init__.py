from . import crm_journey
