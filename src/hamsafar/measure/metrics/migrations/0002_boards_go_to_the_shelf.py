from django.db import migrations


class Migration(migrations.Migration):
    """Figures are kept by the room `shelf`; what was kept here is computed there when somebody looks."""

    dependencies = [("metrics", "0001_initial")]

    operations = [migrations.DeleteModel("BoardRow")]
