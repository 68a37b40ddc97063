import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_summed")]

    operations = [
        migrations.CreateModel(
            name="ChangeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rating", models.PositiveSmallIntegerField()),
                ("title", models.CharField(blank=True, max_length=150)),
                ("text", models.TextField(blank=True)),
                ("pros", models.JSONField(default=list)),
                ("cons", models.JSONField(default=list)),
                ("author", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("signs", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("review", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="change", to="reviews.reviewrow")),
            ],
            options={"db_table": "review_change"},
        ),
    ]
