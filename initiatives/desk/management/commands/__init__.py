"""They take the place of Django's: the desk comes before django.contrib.auth among the apps."""
