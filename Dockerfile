# The same steps as `make run` on Debian 12: set-up, build, serve. Photos and results live in the volume /app/data.
FROM debian:12-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl git libicu72 make nodejs npm
RUN curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --install-dir /usr/share/dotnet \
 && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
WORKDIR /app
COPY src/build/setup.sh src/build/
RUN src/build/setup.sh build
COPY . .
RUN make build

FROM debian:12-slim
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl \
 && curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --runtime aspnetcore --install-dir /usr/share/dotnet \
 && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
COPY src/build/setup.sh /tmp/
RUN /tmp/setup.sh run \
 && rm -rf /var/lib/apt/lists/* /tmp/setup.sh \
 && useradd --create-home --uid 10001 sair \
 && install -d -o sair /app/data
WORKDIR /app
COPY --from=build /app/artifacts artifacts
COPY models models
USER sair
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD curl -fsS http://127.0.0.1:8080/health >/dev/null || exit 1
ENTRYPOINT ["dotnet", "artifacts/web/Sair.Web.dll", "--urls", "http://0.0.0.0:8080"]
