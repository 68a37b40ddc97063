from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

from .kinds import name_of

audit.describe({"notices.chosen": _("Chose which notices to get")})
audit.word_facts("notices", {"without": _("No letters about")}, {"without": name_of})
