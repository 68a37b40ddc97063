from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("research", "0001_first")]

    operations = [
        migrations.AddField(model_name="participantrow", name="persona", field=models.CharField(blank=True, default="", max_length=80),
                            preserve_default=False),
        migrations.AddField(model_name="passagerow", name="step", field=models.CharField(blank=True, default="", max_length=80),
                            preserve_default=False),
    ]  # fmt: skip
