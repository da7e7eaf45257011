# The image for every part but the servers: web, stream, worker, beat, migrate. It holds no secret and runs as nobody.

FROM node:22.20.0-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY static/js ./static/js
RUN npm run --silent build

FROM python:3.11.14-slim-trixie AS packages
RUN python -m venv /venv
# --build-arg PDF=yes: postmortems can be exported as PDF.
ARG PDF=no
COPY requirements/base.txt requirements/pdf.txt /tmp/
RUN case $PDF in yes) lock=pdf;; *) lock=base;; esac \
 && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r /tmp/$lock.txt

FROM python:3.11.14-slim-trixie
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/app/staticfiles MEDIA_ROOT=/media \
    BACKUP_ROOT=/backups
# pg_dump and pg_restore for backups: at least as new as the server in docker-compose.yml.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/*
ARG PDF=no
RUN if [ "$PDF" = yes ]; then \
      apt-get update \
      && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
      && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin debrief \
 && install -d -o debrief -g debrief /media /backups /app
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=frontend /build/node_modules/bootstrap ./node_modules/bootstrap
COPY --from=frontend /build/node_modules/@fontsource-variable/inter ./node_modules/@fontsource-variable/inter
COPY manage.py ./
COPY config ./config
COPY core ./core
COPY accounts ./accounts
COPY notifications ./notifications
COPY catalogue ./catalogue
COPY incidents ./incidents
COPY live ./live
COPY customers ./customers
COPY actions ./actions
COPY postmortems ./postmortems
COPY followthrough ./followthrough
COPY similar ./similar
COPY importing ./importing
COPY transfer ./transfer
COPY home ./home
COPY examples ./examples
COPY templates ./templates
COPY static ./static
COPY --from=frontend /build/static/dist ./static/dist
COPY deploy ./deploy
RUN python -m compileall -q . && SECRET_KEY=only-for-this-step python manage.py collectstatic --no-input --ignore 'js/*' -v 0
USER debrief
VOLUME /media /backups
EXPOSE 8000 8001
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi:application"]
