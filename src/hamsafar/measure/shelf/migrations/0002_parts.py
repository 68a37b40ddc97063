from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0001_first")]

    operations = [migrations.AddField("shelfrow", "is_part", models.BooleanField(default=False))]
