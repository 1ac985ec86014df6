// Carries out the requests of ScriptedClient with @kubernetes/client-node.
import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import * as k8s from '@kubernetes/client-node';

const namespace = process.argv[2];
const config = new k8s.KubeConfig();
config.loadFromDefault();
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const watches = new Map();

// Its models call some fields otherwise (`_default`), which its reader of YAML knows.
const placed = ({ object, namespaced }) => {
  const read = k8s.loadYaml(JSON.stringify(object));
  if (namespaced) {
    read.metadata.namespace = namespace;
  }
  return read;
};

const named = ({ apiVersion, kind, name, namespaced }) => ({
  apiVersion,
  kind,
  metadata: namespaced ? { name, namespace } : { name },
});

const customPlace = ({ apiVersion, plural }) => {
  const [group, version] = apiVersion.split('/');
  return { group, version, namespace, plural };
};

const list = ({ apiVersion, kind, labels, fields, namespaced }, limit, next) =>
  objects.list(apiVersion, kind, namespaced ? namespace : undefined, undefined, undefined,
    undefined, fields || undefined, labels || undefined, limit, next);

const path = ({ apiVersion, plural, namespaced }) =>
  `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`
  + (namespaced ? `/namespaces/${namespace}` : '') + `/${plural}`;

const strategies = {
  JSON: k8s.PatchStrategy.JsonPatch,
  MERGE: k8s.PatchStrategy.MergePatch,
  STRATEGIC: k8s.PatchStrategy.StrategicMergePatch,
};

function collected() {
  const parts = [];
  const sink = new Writable({
    write(part, _, done) {
      parts.push(part);
      done();
    },
  });
  return { sink, text: () => Buffer.concat(parts).toString() };
}

const actions = {
  version: async () => (await config.makeApiClient(k8s.VersionApi).getCode()).gitVersion,
  create: (request) => objects.create(placed(request)),
  get: (request) => objects.read(named(request)),
  list: async (request) => (await list(request)).items.map((item) => item.metadata.name),
  pages: async (request) => {
    const sizes = [];
    let next;
    do {
      const page = await list(request, request.limit, next);
      sizes.push(page.items.length);
      next = page.metadata._continue;
    } while (next);
    return sizes;
  },
  replace: (request) => objects.replace(placed(request)),
  replaceStatus: (request) =>
    custom.replaceNamespacedCustomObjectStatus({
      ...customPlace(request),
      name: request.object.metadata.name,
      body: request.object,
    }),
  patch: (request) =>
    request.type === 'JSON'
      ? core.patchNamespacedConfigMap(
          { name: request.name, namespace, body: request.body },
          k8s.setHeaderOptions('Content-Type', strategies.JSON))
      : objects.patch({ ...request.body, ...named(request) }, undefined, undefined, undefined,
          undefined, strategies[request.type]),
  apply: (request) =>
    objects.patch(placed(request), undefined, undefined, request.manager, request.force,
      k8s.PatchStrategy.ServerSideApply),
  scale: async (request) => {
    const { name, replicas } = request;
    if (request.kind === 'Deployment') {
      const body = await apps.readNamespacedDeploymentScale({ name, namespace });
      const before = body.spec.replicas;
      body.spec.replicas = replicas;
      await apps.replaceNamespacedDeploymentScale({ name, namespace, body });
      return before;
    }
    const place = { ...customPlace(request), name };
    const body = await custom.getNamespacedCustomObjectScale(place);
    const before = body.spec.replicas;
    await custom.replaceNamespacedCustomObjectScale({
      ...place, body: { ...body, spec: { replicas } } });
    return before;
  },
  watch: async (request) => {
    const heard = [];
    const controller = await new k8s.Watch(config).watch(
      path(request), { labelSelector: request.labels || undefined },
      (type, object) => heard.push(`${type} ${object.metadata.name}`), () => {});
    watches.set(request.id, { heard, stop: () => controller.abort() });
  },
  inform: async (request) => {
    const heard = [];
    const informer = k8s.makeInformer(config, path(request), () => list(request), request.labels);
    informer.on('add', (object) => heard.push(`ADDED ${object.metadata.name}`));
    informer.on('update', (object) => heard.push(`MODIFIED ${object.metadata.name}`));
    informer.on('delete', (object) => heard.push(`DELETED ${object.metadata.name}`));
    await informer.start();
    watches.set(request.id, { heard, stop: () => informer.stop() });
  },
  changes: async ({ id, count }) => {
    const { heard } = watches.get(id);
    for (let waited = 0; heard.length < count && waited < 20000; waited += 5) {
      await pause(5);
    }
    return heard;
  },
  unwatch: async ({ id }) => {
    await watches.get(id).stop();
  },
  logs: ({ name }) => core.readNamespacedPodLog({ name, namespace }),
  exec: ({ name, command, input }) =>
    new Promise((resolve, reject) => {
      const out = collected();
      const stdin = input ? new PassThrough() : null;
      new k8s.Exec(config)
        .exec(namespace, name, 'web', command, out.sink, process.stderr, stdin, false, (status) => {
          const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
          resolve({ out: out.text(), code: Number(cause?.message ?? 0) });
        })
        .then(() => stdin?.write(input), reject);
    }),
  port: ({ name, port }) =>
    new Promise((resolve, reject) => {
      const out = collected();
      const asking = new PassThrough();
      new k8s.PortForward(config, true)
        .portForward(namespace, name, [port], out.sink, null, asking)
        .then((socket) => {
          socket.onclose = () => resolve(out.text().split('\r\n\r\n')[1]);
          asking.write('GET / HTTP/1.0\r\n\r\n');
        }, reject);
    }),
  delete: (request) =>
    objects.delete(named(request), undefined, undefined, undefined, undefined,
      request.propagation),
  deleteAll: (request) =>
    request.kind === 'ConfigMap'
      ? core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: request.labels })
      : apps.deleteCollectionNamespacedReplicaSet({ namespace, labelSelector: request.labels }),
  evict: ({ name }) =>
    core.createNamespacedPodEviction({ name, namespace, body: { metadata: { name, namespace } } }),
  may: async ({ serviceAccount, verb, plural }) => {
    const reviews = config.makeApiClient(k8s.AuthorizationV1Api);
    const resourceAttributes = { namespace, verb, resource: plural };
    const review = serviceAccount
      ? await reviews.createNamespacedLocalSubjectAccessReview({
          namespace,
          body: {
            metadata: { namespace },
            spec: {
              user: `system:serviceaccount:${namespace}:${serviceAccount}`,
              resourceAttributes,
            },
          },
        })
      : await reviews.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
    return review.status.allowed;
  },
  token: async ({ name }) => {
    const body = { spec: { audiences: [], expirationSeconds: 600 } };
    const granted = await core.createNamespacedServiceAccountToken({ name, namespace, body });
    return granted.status.token;
  },
  whoIs: async ({ token }) => {
    const bearer = new k8s.KubeConfig();
    bearer.loadFromClusterAndUser(config.getCurrentCluster(), { name: 'bearer', token });
    const review = await bearer
      .makeApiClient(k8s.AuthenticationV1Api)
      .createSelfSubjectReview({ body: {} });
    return review.status.userInfo.username;
  },
};

async function answer(request) {
  try {
    return { value: await actions[request.do](request) };
  } catch (error) {
    if (error instanceof k8s.ApiException) {
      // The generated calls drop the body of a 401.
      const status = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
      return { refused: status ?? { reason: error.code === 401 ? 'Unauthorized' : '' } };
    }
    return { error: String(error?.stack ?? JSON.stringify(error)) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
}
