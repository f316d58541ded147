from . import crm_contact_limit
from . import crm_journey_node
from . import crm_journey_task
from . import mailing_mailing
from . import mailing_trace
from . import res_company
from . import res_config_settings
from . import sms_sms
