from . import test_survey_step
from . import test_survey_access
