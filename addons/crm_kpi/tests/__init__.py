from . import (
    test_access,
    test_alert,
    test_closing,
    test_counting,
    test_definition,
    test_forecast,
    test_records,
    test_target,
)
