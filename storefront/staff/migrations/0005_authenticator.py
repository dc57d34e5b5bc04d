from django.db import migrations


class Migration(migrations.Migration):
    """A phone is a telephone: what shows the codes is an authenticator app. Sign-ins that go on end with it."""

    dependencies = [
        ('staff', '0004_names'),
    ]

    operations = [
        migrations.RenameModel(old_name='Phone', new_name='Authenticator'),
    ]
