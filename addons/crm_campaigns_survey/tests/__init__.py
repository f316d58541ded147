from . import test_survey_step
