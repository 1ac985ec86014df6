package k4j.e2e;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;

/// The fabric8 client, with its typed models where it has them.
final class Fabric8Client implements TestedClient.WithInformers {

  private final Config config;
  private final KubernetesClient client;

  Fabric8Client(TestCluster cluster, String namespace) {
    Config read = Config.fromKubeconfig(Path.of(cluster.environment().get("KUBECONFIG")).toFile());
    config = new ConfigBuilder(read).withNamespace(namespace).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (ResourceNotFoundException e) {
      throw new Refused("NotFound", e.getMessage());
    } catch (KubernetesClientException e) {
      Status status = e.getStatus();
      if (status == null) {
        throw e;
      }
      throw new Refused(status.getReason(), status.getMessage());
    }
  }

  private HasMetadata read(JsonObject object) {
    return client.getKubernetesSerialization().unmarshal(JsonWriter.toString(object));
  }

  private JsonObject written(HasMetadata object) {
    String json = client.getKubernetesSerialization().asJson(object);
    return JsonParser.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private Resource<HasMetadata> named(Kind kind, String name) {
    return client.resource(
        read(
            JsonObject.builder()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.kind())
                .put("metadata", JsonObject.EMPTY.with("name", name))
                .build()));
  }

  @SuppressWarnings("unchecked") // One operation for all kinds, whatever their types.
  private FilterWatchListDeletable<
          HasMetadata, KubernetesResourceList<HasMetadata>, Resource<HasMetadata>>
      all(Kind kind, String labels) {
    var type =
        client
            .getKubernetesSerialization()
            .getRegisteredKubernetesResource(kind.apiVersion(), kind.kind());
    MixedOperation<?, ?, ?> operation =
        type == null
            ? client.genericKubernetesResources(kind.apiVersion(), kind.kind())
            : client.resources((Class<HasMetadata>) type);
    return ((MixedOperation<
                HasMetadata, KubernetesResourceList<HasMetadata>, Resource<HasMetadata>>)
            operation)
        .withLabelSelector(labels);
  }

  @Override
  public String version() {
    return client.getKubernetesVersion().getGitVersion();
  }

  @Override
  public JsonObject create(JsonObject object) {
    return written(asking(() -> client.resource(read(object)).create()));
  }

  @Override
  public JsonObject get(Kind kind, String name) {
    return written(asking(() -> named(kind, name).require()));
  }

  @Override
  public List<String> list(Kind kind, String labels, String fields) {
    var options = new ListOptionsBuilder().withLabelSelector(labels).withFieldSelector(fields);
    return asking(() -> all(kind, labels).list(options.build())).getItems().stream()
        .map(each -> each.getMetadata().getName())
        .toList();
  }

  @Override
  public List<Integer> pages(Kind kind, String labels, int limit) {
    var sizes = new ArrayList<Integer>();
    String next = null;
    do {
      var options = new ListOptionsBuilder().withLimit((long) limit).withContinue(next);
      var page = all(kind, labels).list(options.build());
      sizes.add(page.getItems().size());
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return sizes;
  }

  @Override
  public JsonObject replace(JsonObject object) {
    return written(asking(() -> client.resource(read(object)).update()));
  }

  @Override
  public JsonObject replaceStatus(JsonObject object) {
    return written(asking(() -> client.resource(read(object)).updateStatus()));
  }

  @Override
  public JsonObject patch(Kind kind, String name, Patch type, String body) {
    PatchType sent =
        switch (type) {
          case JSON -> PatchType.JSON;
          case MERGE -> PatchType.JSON_MERGE;
          case STRATEGIC -> PatchType.STRATEGIC_MERGE;
        };
    return written(asking(() -> named(kind, name).patch(PatchContext.of(sent), body)));
  }

  @Override
  public JsonObject apply(JsonObject object, String manager, boolean force) {
    var resource = client.resource(read(object)).fieldManager(manager);
    return written(
        asking(() ->
            force ? resource.forceConflicts().serverSideApply() : resource.serverSideApply()));
  }

  @Override
  public int scale(Kind kind, String name, int replicas) {
    var scale = asking(() -> named(kind, name).scale());
    int before = scale.getSpec().getReplicas();
    scale.getSpec().setReplicas(replicas);
    asking(() -> named(kind, name).scale(scale));
    return before;
  }

  @Override
  public Changes watch(Kind kind, String labels) {
    var heard = new HeardChanges();
    var watch =
        all(kind, labels)
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, HasMetadata object) {
                    heard.hear(action.name(), object.getMetadata().getName());
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    heard.hear("CLOSED", cause.getMessage());
                  }
                });
    return heard.closing(watch::close);
  }

  @Override
  public Changes inform(Kind kind, String labels) {
    var heard = new HeardChanges();
    var informer =
        all(kind, labels)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(HasMetadata object) {
                    heard.hear("ADDED", object.getMetadata().getName());
                  }

                  @Override
                  public void onUpdate(HasMetadata before, HasMetadata object) {
                    heard.hear("MODIFIED", object.getMetadata().getName());
                  }

                  @Override
                  public void onDelete(HasMetadata object, boolean unknown) {
                    heard.hear("DELETED", object.getMetadata().getName());
                  }
                });
    return heard.closing(informer::close);
  }

  @Override
  public String logs(String pod) {
    return client.pods().withName(pod).getLog();
  }

  @Override
  public Ran exec(String pod, String input, String... command) {
    var out = new ByteArrayOutputStream();
    try (var watch =
        client.pods().withName(pod).redirectingInput().writingOutput(out).exec(command)) {
      watch.getInput().write(input.getBytes(StandardCharsets.UTF_8));
      watch.getInput().flush();
      int code = watch.exitCode().join();
      return new Ran(out.toString(StandardCharsets.UTF_8), code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String askThroughPort(String pod, int port) {
    try (var forward = client.pods().withName(pod).portForward(port)) {
      URI local = URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/");
      var connection = (HttpURLConnection) local.toURL().openConnection();
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void delete(Kind kind, String name, Propagation propagation) {
    asking(() ->
        named(kind, name)
            .withPropagationPolicy(
                DeletionPropagation.valueOf(propagation.name().toUpperCase(Locale.ROOT)))
            .delete());
  }

  @Override
  public void deleteAll(Kind kind, String labels) {
    asking(() -> all(kind, labels).delete());
  }

  @Override
  public void evict(String pod) {
    boolean evicted = asking(() -> client.pods().withName(pod).evict());
    if (!evicted) {
      // All that this client lets its users know of a 429.
      throw new Refused("TooManyRequests", "the disruption budget does not allow it");
    }
  }

  @Override
  public boolean may(String serviceAccount, String verb, String plural) {
    ResourceAttributes what =
        new ResourceAttributesBuilder()
            .withNamespace(config.getNamespace())
            .withVerb(verb)
            .withResource(plural)
            .build();
    if (serviceAccount.isEmpty()) {
      var self = new SelfSubjectAccessReviewBuilder();
      return client
          .authorization()
          .v1()
          .selfSubjectAccessReview()
          .create(self.withNewSpec().withResourceAttributes(what).endSpec().build())
          .getStatus()
          .getAllowed();
    }
    var review = new LocalSubjectAccessReviewBuilder();
    return client
        .authorization()
        .v1()
        .localSubjectAccessReview()
        .inNamespace(config.getNamespace())
        .create(
            review
                .withNewMetadata()
                .withNamespace(config.getNamespace())
                .endMetadata()
                .withNewSpec()
                .withUser("system:serviceaccount:" + config.getNamespace() + ":" + serviceAccount)
                .withResourceAttributes(what)
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  @Override
  public String token(String serviceAccount) {
    var request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec();
    return client
        .serviceAccounts()
        .withName(serviceAccount)
        .tokenRequest(request.build())
        .getStatus()
        .getToken();
  }

  @Override
  public String whoIs(String token) {
    var bearer =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(config.getMasterUrl())
            .withCaCertData(config.getCaCertData())
            .withOauthToken(token)
            .build();
    try (var other = new KubernetesClientBuilder().withConfig(bearer).build()) {
      return asking(() -> other.resource(new SelfSubjectReview()).create())
          .getStatus()
          .getUserInfo()
          .getUsername();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
