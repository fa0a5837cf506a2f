from django.db import migrations, models


def carry_over(apps, schema_editor):
    KeptInput = apps.get_model("regio", "KeptInput")
    for kept in KeptInput.objects.exclude(document=None):
        kept.documents.add(kept.document_id)


class Migration(migrations.Migration):
    dependencies = [
        ("regio", "0002_applying_together"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptinput",
            name="documents",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="regio.document", verbose_name="bestanden"
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="keptinput",
            name="document",
        ),
    ]
