from . import test_campaign_margin
