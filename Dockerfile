# skulint in a small image: built in one stage, run in another, without root.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/skulint \
    && /opt/skulint/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim
COPY --from=build /opt/skulint /opt/skulint
RUN useradd --create-home --uid 10001 skulint
USER skulint
WORKDIR /data
ENV PATH=/opt/skulint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["skulint"]
CMD ["--help"]
