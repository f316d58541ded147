from . import test_satisfaction_sms
