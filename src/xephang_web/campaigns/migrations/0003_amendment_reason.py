"""Why criteria were amended in mid-campaign, beside the document that orders it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_due_reminders")]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
    ]
