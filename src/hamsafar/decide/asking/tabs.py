"""What this room adds to the pages of a survey."""

from django.utils.translation import gettext_lazy as _

from hamsafar.collect.surveys import services as surveys

surveys.add_tab(surveys.SurveyTab(key="group", name=_("Ask a group"), url_name="survey-group", permission="asking.change", place=30))
