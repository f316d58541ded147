from . import test_coupon_journey
from . import test_coupon_mailing
from . import test_coupon_results
from . import test_coupon_withdraw
