# The program with what PostgreSQL and the scheduler need; no settings and no secrets: those come when it is started.
FROM python:3.13-slim

# Mounted files (raw/, the password) must be readable for this user: give it your own number if they are not for everybody.
ARG UID=1000
RUN useradd --uid "$UID" --create-home --home-dir /data etl

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY etl etl
COPY migrations migrations
RUN pip install --no-cache-dir '.[postgres,schedule]' && rm -rf /src

USER etl
WORKDIR /data
ENTRYPOINT ["etl"]
CMD ["--help"]
