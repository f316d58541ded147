from . import crm_journey_add
from . import crm_journey_try
from . import crm_consent_record
