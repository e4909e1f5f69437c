"""The WSGI application that gunicorn serves."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config import tracing
from config.celery import app
from config.database import PATIENCE
from config.database.base import DatabaseWrapper

SECONDS_FOR_THE_BROKER = 2  # somebody waits for the answer, and a nudge that is lost is swept

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

tracing.start()
application = get_wsgi_application()
DatabaseWrapper.patience = PATIENCE
app.conf.broker_transport_options |= {"socket_timeout": SECONDS_FOR_THE_BROKER}

# What is loaded now stays for good: 200,000 objects. Else every request in twenty or so waits a tenth of a second while
# the garbage collector looks at all of them.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
