package k4j.e2e;

import com.google.gson.JsonElement;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Eviction;
import io.kubernetes.client.openapi.models.V1LocalSubjectAccessReview;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReviewSpec;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.ModelMapper;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.CreateOptions;
import io.kubernetes.client.util.generic.options.DeleteOptions;
import io.kubernetes.client.util.generic.options.ListOptions;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;

/// The official Java client, with its typed models where it has them.
final class OfficialJavaClient implements TestedClient.WithInformers {

  private final String namespace;
  private final ApiClient client;
  private final CoreV1Api core;
  private final KubeConfig config;

  OfficialJavaClient(TestCluster cluster, String namespace) {
    this.namespace = namespace;
    try (var reader = Files.newBufferedReader(Path.of(cluster.environment().get("KUBECONFIG")))) {
      config = KubeConfig.loadKubeConfig(reader);
      client = ClientBuilder.kubeconfig(config).build();
      client.setReadTimeout(0);
      core = new CoreV1Api(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Question<T> {
    T ask() throws ApiException, IOException;
  }

  private static <T> T asking(Question<T> question) {
    try {
      return question.ask();
    } catch (ApiException e) {
      if (e.getResponseBody() == null) {
        throw new IllegalStateException(e);
      }
      throw refused(JSON.deserialize(e.getResponseBody(), V1Status.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refused refused(V1Status status) {
    return new Refused(String.valueOf(status.getReason()), String.valueOf(status.getMessage()));
  }

  private static KubernetesObject checked(KubernetesApiResponse<KubernetesObject> response) {
    if (!response.isSuccess()) {
      throw refused(response.getStatus());
    }
    return response.getObject();
  }

  @SuppressWarnings("unchecked") // One shape for all kinds, whose classes are known by name.
  private GenericKubernetesApi<KubernetesObject, KubernetesListObject> api(Kind kind) {
    Class<?> type = type(kind);
    if (type == DynamicKubernetesObject.class) {
      GenericKubernetesApi<?, ?> api =
          new DynamicKubernetesApi(kind.group(), kind.version(), kind.plural(), client);
      return (GenericKubernetesApi<KubernetesObject, KubernetesListObject>) api;
    }
    try {
      return new GenericKubernetesApi<>(
          (Class<KubernetesObject>) type,
          (Class<KubernetesListObject>) Class.forName(type.getName() + "List"),
          kind.group(),
          kind.version(),
          kind.plural(),
          client);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> type(Kind kind) {
    Class<?> known = ModelMapper.getApiTypeClass(kind.group(), kind.version(), kind.kind());
    return known == null ? DynamicKubernetesObject.class : known;
  }

  private static Kind kind(JsonObject object) {
    return ClientsTest.kind(object);
  }

  private KubernetesObject read(JsonObject object) {
    Class<?> type = type(kind(object));
    String text = JsonWriter.toString(object);
    if (type == DynamicKubernetesObject.class) {
      var raw = JSON.getGson().fromJson(text, JsonElement.class).getAsJsonObject();
      return new DynamicKubernetesObject(raw);
    }
    return (KubernetesObject) JSON.deserialize(text, type);
  }

  private static JsonObject written(KubernetesObject object) {
    String text =
        object instanceof DynamicKubernetesObject raw
            ? raw.getRaw().toString()
            : JSON.serialize(object);
    return JsonParser.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String version() {
    return asking(() -> new VersionApi(client).getCode().execute()).getGitVersion();
  }

  @Override
  public JsonObject create(JsonObject object) {
    Kind kind = kind(object);
    return written(
        checked(
            kind.namespaced()
                ? api(kind).create(namespace, read(object), new CreateOptions())
                : api(kind).create(read(object))));
  }

  @Override
  public JsonObject get(Kind kind, String name) {
    return written(
        checked(kind.namespaced() ? api(kind).get(namespace, name) : api(kind).get(name)));
  }

  private KubernetesListObject page(Kind kind, ListOptions options) {
    var response = kind.namespaced() ? api(kind).list(namespace, options) : api(kind).list(options);
    if (!response.isSuccess()) {
      throw refused(response.getStatus());
    }
    return response.getObject();
  }

  @Override
  public List<String> list(Kind kind, String labels, String fields) {
    var options = new ListOptions().labelSelector(labels).fieldSelector(fields);
    return page(kind, options).getItems().stream()
        .map(each -> each.getMetadata().getName())
        .toList();
  }

  @Override
  public List<Integer> pages(Kind kind, String labels, int limit) {
    var sizes = new ArrayList<Integer>();
    String next = "";
    do {
      var page = page(kind, new ListOptions().labelSelector(labels).limit(limit)._continue(next));
      sizes.add(page.getItems().size());
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return sizes;
  }

  @Override
  public JsonObject replace(JsonObject object) {
    return written(checked(api(kind(object)).update(read(object))));
  }

  @Override
  public JsonObject replaceStatus(JsonObject object) {
    Kind kind = kind(object);
    Object replaced =
        asking(() ->
            new CustomObjectsApi(client)
                .replaceNamespacedCustomObjectStatus(
                    kind.group(),
                    kind.version(),
                    namespace,
                    kind.plural(),
                    object.object("metadata").string("name"),
                    ((DynamicKubernetesObject) read(object)).getRaw())
                .execute());
    return JsonParser.parseObject(JSON.serialize(replaced).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public JsonObject patch(Kind kind, String name, Patch type, String body) {
    String sent =
        switch (type) {
          case JSON -> V1Patch.PATCH_FORMAT_JSON_PATCH;
          case MERGE -> V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
          case STRATEGIC -> V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH;
        };
    return written(checked(api(kind).patch(namespace, name, sent, new V1Patch(body))));
  }

  @Override
  public JsonObject apply(JsonObject object, String manager, boolean force) {
    var options = new PatchOptions().fieldManager(manager).force(force);
    return written(
        checked(
            api(kind(object))
                .patch(
                    namespace,
                    object.object("metadata").string("name"),
                    V1Patch.PATCH_FORMAT_APPLY_YAML,
                    new V1Patch(JsonWriter.toString(object)),
                    options)));
  }

  @Override
  public int scale(Kind kind, String name, int replicas) {
    var scales =
        new GenericKubernetesApi<>(
            io.kubernetes.client.openapi.models.V1Scale.class,
            KubernetesListObject.class,
            kind.group(),
            kind.version(),
            kind.plural(),
            client);
    var scale = scales.get(namespace, name + "/scale").getObject();
    int before = scale.getSpec().getReplicas();
    String patch = "{\"spec\":{\"replicas\":" + replicas + "}}";
    scales.patch(
        namespace, name + "/scale", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, new V1Patch(patch));
    return before;
  }

  @Override
  public Changes watch(Kind kind, String labels) {
    var heard = new HeardChanges();
    var watch = asking(() -> api(kind).watch(namespace, new ListOptions().labelSelector(labels)));
    Thread.ofVirtual()
        .start(() -> {
          for (Watch.Response<KubernetesObject> each : watch) {
            heard.hear(each.type, each.object.getMetadata().getName());
          }
        });
    return heard.closing(() ->
        asking(() -> {
          watch.close();
          return "";
        }));
  }

  @Override
  @SuppressWarnings("unchecked") // One informer for all kinds, whatever their types.
  public Changes inform(Kind kind, String labels) {
    var heard = new HeardChanges();
    var factory = new SharedInformerFactory(client);
    var options = new ListOptions().labelSelector(labels);
    var informer =
        factory.sharedIndexInformerFor(
            new io.kubernetes.client.informer.ListerWatcher<
                KubernetesObject, KubernetesListObject>() {
              @Override
              public KubernetesListObject list(
                  io.kubernetes.client.util.CallGeneratorParams params) {
                return page(kind, options);
              }

              @Override
              public io.kubernetes.client.util.Watchable<KubernetesObject> watch(
                  io.kubernetes.client.util.CallGeneratorParams params) throws ApiException {
                var from =
                    new ListOptions().labelSelector(labels).resourceVersion(params.resourceVersion);
                return api(kind).watch(namespace, from);
              }
            },
            (Class<KubernetesObject>) type(kind),
            Duration.ofMinutes(10).toMillis());
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(KubernetesObject object) {
            heard.hear("ADDED", object.getMetadata().getName());
          }

          @Override
          public void onUpdate(KubernetesObject before, KubernetesObject object) {
            heard.hear("MODIFIED", object.getMetadata().getName());
          }

          @Override
          public void onDelete(KubernetesObject object, boolean unknown) {
            heard.hear("DELETED", object.getMetadata().getName());
          }
        });
    factory.startAllRegisteredInformers();
    return heard.closing(() -> factory.stopAllRegisteredInformers(true));
  }

  @Override
  public String logs(String pod) {
    return asking(() -> core.readNamespacedPodLog(pod, namespace).execute());
  }

  @Override
  public Ran exec(String pod, String input, String... command) {
    return asking(() -> {
      Process process =
          new Exec(client)
              .newExecutionBuilder(namespace, pod, command)
              .setStdin(!input.isEmpty())
              .execute();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      try {
        return new Ran(out, process.waitFor());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    });
  }

  @Override
  public String askThroughPort(String pod, int port) {
    return asking(() -> {
      try (var forward = new PortForward(client).forward(namespace, pod, List.of(port))) {
        var out = forward.getOutboundStream(port);
        out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        byte[] answer = forward.getInputStream(port).readAllBytes();
        return new String(answer, StandardCharsets.UTF_8).replaceFirst("(?s).*\r\n\r\n", "");
      }
    });
  }

  @Override
  public void delete(Kind kind, String name, Propagation propagation) {
    var options = new DeleteOptions();
    options.setPropagationPolicy(propagation.name());
    var response =
        kind.namespaced()
            ? api(kind).delete(namespace, name, options)
            : api(kind).delete(name, options);
    if (!response.isSuccess()) {
      throw refused(response.getStatus());
    }
  }

  @Override
  public void deleteAll(Kind kind, String labels) {
    asking(() ->
        kind.equals(Kind.CONFIG_MAP)
            ? core.deleteCollectionNamespacedConfigMap(namespace).labelSelector(labels).execute()
            : new AppsV1Api(client)
                .deleteCollectionNamespacedReplicaSet(namespace)
                .labelSelector(labels)
                .execute());
  }

  @Override
  public void evict(String pod) {
    var eviction = new V1Eviction().metadata(new V1ObjectMeta().name(pod).namespace(namespace));
    eviction.setDeleteOptions(new V1DeleteOptions());
    // The generated call takes the answer for an Eviction; Kubernetes answers with a Status.
    asking(() -> {
      var call = core.createNamespacedPodEviction(pod, namespace, eviction).buildCall(null);
      try (var response = call.execute()) {
        if (!response.isSuccessful()) {
          throw refused(JSON.deserialize(response.body().string(), V1Status.class));
        }
        return "";
      }
    });
  }

  @Override
  public boolean may(String serviceAccount, String verb, String plural) {
    var what = new V1ResourceAttributes().namespace(namespace).verb(verb).resource(plural);
    var reviews = new AuthorizationV1Api(client);
    if (serviceAccount.isEmpty()) {
      var spec = new V1SelfSubjectAccessReviewSpec().resourceAttributes(what);
      var self = new V1SelfSubjectAccessReview().spec(spec);
      return asking(() -> reviews.createSelfSubjectAccessReview(self).execute())
          .getStatus()
          .getAllowed();
    }
    var spec = new V1SubjectAccessReviewSpec().resourceAttributes(what);
    spec.setUser("system:serviceaccount:" + namespace + ":" + serviceAccount);
    var review = new V1LocalSubjectAccessReview().spec(spec);
    review.setMetadata(new V1ObjectMeta().namespace(namespace));
    return asking(
            () -> reviews.createNamespacedLocalSubjectAccessReview(namespace, review).execute())
        .getStatus()
        .getAllowed();
  }

  @Override
  public String token(String serviceAccount) {
    var request =
        new AuthenticationV1TokenRequest()
            .spec(new V1TokenRequestSpec().audiences(List.of()).expirationSeconds(600L));
    return asking(() ->
            core.createNamespacedServiceAccountToken(serviceAccount, namespace, request).execute())
        .getStatus()
        .getToken();
  }

  @Override
  public String whoIs(String token) {
    return asking(
            () -> {
              ApiClient bearer =
                  ClientBuilder.kubeconfig(config)
                      .setAuthentication(new AccessTokenAuthentication(token))
                      .build();
              return new AuthenticationV1Api(bearer)
                  .createSelfSubjectReview(new V1SelfSubjectReview())
                  .execute();
            })
        .getStatus()
        .getUserInfo()
        .getUsername();
  }

  @Override
  public void close() {
    client.getHttpClient().dispatcher().executorService().shutdown();
    client.getHttpClient().connectionPool().evictAll();
  }
}
