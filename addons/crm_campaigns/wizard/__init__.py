from . import crm_journey_add
from . import crm_journey_try
