from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="ReportRow",
            fields=[
                ("fingerprint", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("asked", models.TextField()),
                ("report", models.BinaryField(null=True)),
                ("as_of", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("looked_at", models.DateTimeField()),
            ],
            options={"db_table": "reports_report"},
        ),
    ]
