from . import test_ir_cron
