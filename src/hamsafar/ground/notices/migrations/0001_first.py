from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MutedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
            ],
            options={"db_table": "notices_muted"},
        ),
        migrations.AddConstraint(
            model_name="mutedrow",
            constraint=models.UniqueConstraint(fields=("member", "kind"), name="notices_muted_once"),
        ),
    ]
