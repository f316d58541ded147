from . import utm_campaign
from . import utm_campaign_approval
from . import utm_campaign_audience
from . import utm_campaign_results
from . import crm_campaign_budget
from . import crm_campaign_cost
from . import crm_campaign_revenue
from . import crm_campaign_spending
from . import crm_competitor_action
from . import account_move_line
from . import crm_journey
from . import crm_journey_publish
from . import crm_journey_trigger
from . import crm_journey_enrolment
from . import crm_journey_goal
from . import crm_journey_run
from . import crm_journey_version
from . import crm_journey_node
from . import crm_journey_edge
from . import crm_journey_participant
from . import crm_journey_task
from . import crm_journey_task_claim
from . import crm_journey_task_flow
from . import crm_journey_task_channels
from . import crm_journey_task_letter
from . import crm_journey_task_post
from . import crm_journey_task_reaction
from . import mail_activity

# rules at sending
from . import crm_consent_purpose
from . import crm_consent
from . import crm_consent_confirmation
from . import crm_consent_attempt
from . import crm_contact_preference
from . import crm_suppression
from . import crm_contact_limit
from . import crm_sending_check
from . import mailing_list
from . import mailing_trace_sent
from . import res_company_sending
from . import res_config_settings_sending
from . import res_partner_consent
from . import ir_qweb
from . import link_tracker
from . import mail_blacklist
from . import mail_mail
from . import mail_mail_batch
from . import mail_render_mixin
from . import mailing_contact
from . import mailing_mailing
from . import mailing_trace

# journeys send and listen on top of these
from . import mail_mail_rules
from . import mail_notification
from . import mailing_mailing_journey
from . import mailing_mailing_purpose
from . import mailing_trace_journey

# contacts and leads that are merged or deleted
from . import crm_journey_participant_merge
from . import crm_lead_journey
from . import res_partner_journey

# what the customer's page shows of them
from . import crm_customer_profile_campaign
from . import crm_touchpoint_campaign

# attribution
from . import crm_campaign_touch
from . import crm_campaign_touch_sources
from . import crm_attribution_run
from . import crm_attribution_reading
from . import crm_attribution_calculation
from . import crm_attribution_credit
from . import utm_campaign_attribution

# what journeys brought
from . import crm_journey_lift
from . import utm_campaign_journeys

# the calendar of all of it
from . import crm_marketing_calendar

# webhooks of journeys
from . import crm_journey_webhook_step
from . import crm_journey_webhook

# versions compared, next offers, what one sees of it all
from . import res_company_variants
from . import crm_variant_test
from . import utm_campaign_variants
from . import mailing_mailing_variants
from . import crm_journey_split
from . import mailing_mailing_safe
from . import crm_content_block
from . import crm_content_block_variant
from . import mail_render_mixin_blocks
from . import mailing_mailing_blocks
from . import crm_next_offer
from . import res_partner_offer

# leads: score, hand-over, answer
from . import res_company_lead
from . import res_config_settings_lead
from . import crm_lead_score_rule
from . import crm_lead_score_learning
from . import crm_lead_score_line
from . import crm_lead_touch
from . import crm_campaign_touch_lead
from . import crm_lead_handover
from . import crm_lead_response
from . import crm_lead_score
from . import crm_team_lead
from . import mail_activity_lead

# results to be taken along
from . import utm_campaign_export
