import django.db.models.deletion
import storefront.clinics.validators
from django.db import migrations, models


def keep_closed_messages(apps, schema_editor):
    """Under the clinic's first language, which they were written in."""
    Clinic, ClinicText = apps.get_model('clinics', 'Clinic'), apps.get_model('clinics', 'ClinicText')
    for clinic in Clinic.objects.exclude(closed_message=''):
        ClinicText.objects.create(clinic=clinic, language=(clinic.languages or ['en'])[0], closed=clinic.closed_message)


def give_closed_messages_back(apps, schema_editor):
    ClinicText = apps.get_model('clinics', 'ClinicText')
    for text in ClinicText.objects.exclude(closed='').select_related('clinic'):
        if text.language == (text.clinic.languages or ['en'])[0]:
            text.clinic.closed_message = text.closed
            text.clinic.save(update_fields=['closed_message'])


class Migration(migrations.Migration):

    dependencies = [
        ('clinics', '0003_domains'),
    ]

    operations = [
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('digest', models.CharField(max_length=16)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(auto_now=True)),
                ('clinic', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='uploaded_logo', to='clinics.clinic')),
            ],
        ),
        migrations.CreateModel(
            name='Banner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField(default=dict, validators=[storefront.clinics.validators.validate_words])),
                ('starts_at', models.DateTimeField(help_text='UTC', verbose_name='from')),
                ('ends_at', models.DateTimeField(help_text='UTC', verbose_name='until')),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='banners', to='clinics.clinic')),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='banner_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='ClinicText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('welcome', models.CharField(blank=True, help_text='Above the shelf', max_length=160, validators=[storefront.clinics.validators.validate_plain_text], verbose_name='welcome line')),
                ('terms_url', models.CharField(blank=True, help_text='Address of your terms of sale', max_length=300, validators=[storefront.clinics.validators.validate_link], verbose_name='terms')),
                ('privacy_url', models.CharField(blank=True, help_text='Address of your privacy notice', max_length=300, validators=[storefront.clinics.validators.validate_link], verbose_name='privacy')),
                ('consent', models.CharField(blank=True, help_text="Beside the box at sign-up, which is never ticked beforehand. Empty: our own wording. A change is a new version; each patient's answer is kept with the words they read.", max_length=500, validators=[storefront.clinics.validators.validate_plain_text], verbose_name='consent to news by e-mail')),
                ('after_order', models.TextField(blank=True, help_text='What happens next and when, on the page of a placed order', max_length=600, validators=[storefront.clinics.validators.validate_plain_text], verbose_name='after an order')),
                ('closed', models.CharField(blank=True, help_text='What visitors read while the shop is closed', max_length=300, validators=[storefront.clinics.validators.validate_plain_text], verbose_name='while closed')),
                ('consent_version', models.PositiveIntegerField(default=0, editable=False)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='clinics.clinic')),
            ],
            options={
                'verbose_name': 'text',
                'constraints': [models.UniqueConstraint(fields=('clinic', 'language'), name='one_text_of_each_language')],
            },
        ),
        migrations.CreateModel(
            name='ConsentWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('wording', models.CharField(max_length=500)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consent_wordings', to='clinics.clinic')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('clinic', 'language', 'version'), name='one_wording_of_each_version')],
            },
        ),
        migrations.RunPython(keep_closed_messages, give_closed_messages_back),
        migrations.RemoveField(
            model_name='clinic',
            name='closed_message',
        ),
        migrations.AlterField(
            model_name='clinic',
            name='is_open',
            field=models.BooleanField(default=True, help_text='Off: nothing can be bought; visitors read why'),
        ),
    ]
