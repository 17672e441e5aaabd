# Compiled in one stage, run in another with production dependencies only.
FROM node:24-slim AS build
WORKDIR /architect
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY build ./build
COPY src ./src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /architect
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
# git reads the repositories; certificates let it speak https.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /architect
COPY --from=dependencies /architect/node_modules ./node_modules
COPY --from=build /architect/dist ./dist
COPY package.json ./
COPY prompts ./prompts
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# tini reaps the children that git leaves and passes SIGTERM on.
ENTRYPOINT ["tini", "--"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
