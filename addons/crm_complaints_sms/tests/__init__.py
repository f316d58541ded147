from . import test_satisfaction_sms
from . import test_sms
