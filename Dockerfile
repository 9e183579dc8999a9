FROM python:3.12-slim-bookworm AS build
WORKDIR /build
COPY scripts/image scripts/image
COPY requirements.lock ./
RUN sh scripts/image packages /opt/cqo
COPY . .
RUN sh scripts/image project /opt/cqo

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --home-dir /data --shell /usr/sbin/nologin cqo
COPY --from=build /opt/cqo /opt/cqo
COPY scripts/image /opt/cqo/bin/image
ENV PATH=/opt/cqo/bin:$PATH PYTHONUNBUFFERED=1
USER cqo
# cqo.toml, the SQLite file and its key live here; with PostgreSQL only cqo.toml does.
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["sh", "/opt/cqo/bin/image", "healthy", "/opt/cqo", "8000"]
CMD ["sh", "/opt/cqo/bin/image", "serve", "/opt/cqo", "0.0.0.0", "8000"]
