from . import base_partner_merge
from . import base_partner_merge_offer
from . import crm_consent_record
from . import crm_journey_add
from . import crm_journey_sample_size
from . import crm_journey_try
from . import crm_mailing_preview
from . import mail_compose_message
