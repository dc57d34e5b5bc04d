from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('figures', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='stepcount',
            options={'verbose_name_plural': 'Statistics'},
        ),
        migrations.RenameField(
            model_name='upstreamhour',
            old_name='held',
            new_name='rejected',
        ),
    ]
