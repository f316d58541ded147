from . import crm_journey_node
from . import crm_journey_task
from . import mailing_mailing
from . import res_company
from . import res_config_settings
from . import sms_sms
