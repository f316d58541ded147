from . import crm_customer_record
from . import crm_reminder_mixin
from . import crm_business_line
from . import crm_business_line_account
from . import crm_contract
from . import crm_contract_obligation
from . import res_company
from . import res_config_settings
