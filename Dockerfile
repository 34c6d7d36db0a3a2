# The web server, the workers and the scheduler all run from this one image.
FROM node:24-slim AS frontend
WORKDIR /frontend
COPY package.json package-lock.json ./
# Without the typeface that the NHS style sheet would fetch from another host (see the Makefile).
RUN npm ci --omit=dev --ignore-scripts \
    && sed -i 's/@font-face{[^}]*}//g' node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=no ANCHORS_HOME=/data
WORKDIR /anchors
COPY requirements/app.txt requirements/app.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/app.txt
COPY --from=frontend /frontend/node_modules node_modules
COPY manage.py ./
COPY anchors anchors
COPY metrics metrics
COPY procurement procurement
COPY workforce workforce
COPY estates estates
COPY templates templates
COPY static static
COPY fixtures fixtures
RUN useradd --create-home anchors && mkdir /data && chown anchors /data
USER anchors
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "anchors.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--no-control-socket"]
