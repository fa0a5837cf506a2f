# One image; docker-compose.yml runs it as web, worker, beat and migrate.

FROM node:22-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static static
COPY templates templates
COPY regio/forms/renderer.py regio/forms/
RUN npm run build

FROM python:3.13-slim AS packages
COPY requirements/base.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r base.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/portal/static-files \
    MEDIA_ROOT=/media
WORKDIR /portal
RUN useradd --system --uid 10001 --no-create-home portal && install -d -o portal /media
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /portal/static/dist static/dist
# collectstatic needs settings that load; it connects to nothing
RUN SECRET_KEY=collecting RECEIPT_SIGNING_KEY=b25seS10by1jb2xsZWN0LXRoZS1zdGF0aWMtZmlsZXM= DATABASE_URL=postgresql://nowhere/none \
    python manage.py collectstatic --no-input --verbosity 0 --ignore rest_framework --ignore django_htmx
USER portal
VOLUME /media
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "docker/healthcheck.py"]
CMD ["gunicorn", "regio.wsgi", "--config", "docker/gunicorn.py"]
