"""What this room adds to the pages of a survey."""

from django.utils.translation import gettext_lazy as _

from hamsafar.collect.surveys import services as surveys

TABS = (
    surveys.SurveyTab(key="results", name=_("Results"), url_name="survey-results", permission="surveys.see", place=50, is_cut=True),
    surveys.SurveyTab(key="responses", name=_("Responses"), url_name="survey-responses", permission="surveys.see", place=60, is_cut=True),
)
for _tab in TABS:
    surveys.add_tab(_tab)
