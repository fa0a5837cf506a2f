"""How gunicorn serves the portal in production; WEB_CONCURRENCY sets the number of workers."""

bind = "0.0.0.0:8000"
worker_class = "gthread"
threads = 4
preload_app = True
# A worker is followed by a fresh one now and then, not all of them at the same moment.
max_requests = 5000
max_requests_jitter = 500
graceful_timeout = 30
worker_tmp_dir = "/dev/shm"
accesslog = "-"
limit_request_line = 8190  # the most there is; longer than 7500 the portal answers itself
control_socket_disable = True
