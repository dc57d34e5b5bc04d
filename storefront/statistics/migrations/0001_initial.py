
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clinics', '0003_domains'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShownError',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('coupon', 'Coupon'), ('field', 'Form'), ('order', 'Order'), ('trouble', 'Trouble')], max_length=10)),
                ('code', models.CharField(max_length=80)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('sandbox', models.BooleanField(default=False)),
                ('count', models.PositiveIntegerField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.clinic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clinic', 'day', 'kind', 'code', 'language', 'sandbox'), name='one_count_of_a_text')],
            },
        ),
        migrations.CreateModel(
            name='StepCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('step', models.CharField(choices=[('cart', 'Cart'), ('sign_in', 'Signed in'), ('details', 'Details'), ('payment', 'Payment'), ('review', 'Review'), ('placed', 'Order placed')], max_length=10)),
                ('device', models.CharField(choices=[('phone', 'Phone'), ('tablet', 'Tablet'), ('computer', 'Computer'), ('other', 'Other or not known')], max_length=10)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('sandbox', models.BooleanField(default=False)),
                ('count', models.PositiveIntegerField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.clinic')),
            ],
            options={
                'verbose_name_plural': 'Figures',
                'constraints': [models.UniqueConstraint(fields=('clinic', 'day', 'step', 'device', 'language', 'sandbox'), name='one_count_of_a_step')],
            },
        ),
        migrations.CreateModel(
            name='UpstreamFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upstream', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('operation', models.CharField(max_length=120)),
                ('outcome', models.CharField(max_length=40)),
                ('status', models.PositiveSmallIntegerField()),
                ('request_id', models.CharField(blank=True, max_length=40)),
                ('call_id', models.CharField(blank=True, max_length=40)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.clinic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clinic', 'upstream'), name='one_last_failure')],
            },
        ),
        migrations.CreateModel(
            name='UpstreamHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upstream', models.CharField(max_length=20)),
                ('hour', models.DateTimeField()),
                ('calls', models.PositiveIntegerField()),
                ('failures', models.PositiveIntegerField()),
                ('held', models.PositiveIntegerField()),
                ('slow', models.PositiveIntegerField()),
                ('ms_total', models.PositiveBigIntegerField()),
                ('ms_max', models.PositiveIntegerField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clinics.clinic')),
            ],
            options={
                'verbose_name_plural': 'Upstream health',
                'constraints': [models.UniqueConstraint(fields=('clinic', 'upstream', 'hour'), name='one_row_of_an_hour')],
            },
        ),
    ]
