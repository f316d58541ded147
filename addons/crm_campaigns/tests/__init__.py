from . import test_customer_page
from . import test_demo_story
from . import test_campaign
from . import test_campaign_dashboard_tour
from . import test_campaign_funnel
from . import test_campaign_money
from . import test_campaign_report
from . import test_journey
from . import test_journey_letter
from . import test_journey_lift
from . import test_journey_merge
from . import test_journey_tour
from . import test_journey_wizards

# rules at sending
from . import test_consent
from . import test_consent_pages
from . import test_sending_check
from . import test_suppression
from . import test_unsubscribe_page
from . import test_mailing_generation
from . import test_marketing_calendar
from . import test_mailing_handover
from . import test_mailing_links
from . import test_mailing_queue
from . import test_mailing_sending

# attribution
from . import test_attribution
from . import test_campaign_touch
from . import test_webhook

# versions compared, next offers, what one sees of it all
from . import test_variants
from . import test_hostile_templates
from . import test_next_offer
from . import test_content_block
from . import test_mailing_limits
from . import test_mailing_preview

# leads
from . import test_lead_handover
from . import test_lead_learning
from . import test_lead_score
from . import test_lead_touch
from . import test_journey_cron
from . import test_campaign_export
from . import test_webhook_limits
from . import test_hostile_input
from . import test_purpose_at_sending
from . import test_export_formulas
from . import test_forged_calls
