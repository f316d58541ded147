from . import (
    test_access,
    test_closing,
    test_counting,
    test_definition,
    test_records,
)
