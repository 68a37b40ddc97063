from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mentions", "0001_first")]

    operations = [
        migrations.AddField("answerrow", "space", models.CharField(blank=True, default="", max_length=100), preserve_default=False),
        migrations.AddField("answerrow", "id_kind", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
        migrations.AddField("answerrow", "value", models.CharField(blank=True, default="", max_length=320), preserve_default=False),
    ]
