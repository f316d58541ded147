from . import crm_campaign_revenue
