from . import crm_consent_record
