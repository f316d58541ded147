from . import (
    test_access,
    test_alert,
    test_calendar,
    test_closing,
    test_counting,
    test_definition,
    test_digest,
    test_forecast,
    test_records,
    test_target,
)
