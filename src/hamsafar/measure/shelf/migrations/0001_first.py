from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="ShelfRow",
            fields=[
                ("fingerprint", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("asked", models.TextField()),
                ("found", models.BinaryField(null=True)),
                ("holds_words", models.BooleanField(default=False)),
                ("as_of", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("looked_at", models.DateTimeField()),
            ],
            options={"db_table": "shelf_kept"},
        ),
    ]
