from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe({"notices.chosen": _("Chose which notices to get")})
