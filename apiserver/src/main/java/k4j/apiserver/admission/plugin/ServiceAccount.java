package k4j.apiserver.admission.plugin;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.api.meta.Names;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.PodReferences;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Gives each pod a service account, with its token, the cluster's authority and its namespace in a
/// volume.
public final class ServiceAccount implements AdmissionPlugin {

  private static final String VOLUME = "kube-api-access-";
  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String ENFORCE = "kubernetes.io/enforce-mountable-secrets";

  /// How often a new namespace's default account is looked for, before its absence counts.
  private static final int ATTEMPTS = 50;

  private final Reader reader;
  private final RandomGenerator random;
  private final Runnable pause;

  /// @param pause waits some 20 ms, for what a controller is about to make
  public ServiceAccount(Reader reader, RandomGenerator random, Runnable pause) {
    this.reader = reader;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate()
        ? request.isWhole("", "pods")
        : request.isUpdate()
            && request.is("", "pods")
            && request.subresource().equals("ephemeralcontainers");
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject pod = request.object();
    if (!request.isCreate()) {
      return pod;
    }
    if (PodReferences.isMirror(pod)) {
      validate(request);
      return pod;
    }
    String name = pod.object("spec").string("serviceAccountName");
    if (name.isEmpty()) {
      name = "default";
      pod = pod.withAt(Json.of(name), "spec", "serviceAccountName");
    }
    pod = pod.withAt(Json.of(name), "spec", "serviceAccount");
    JsonObject account = account(request, name);
    if (automounts(account, pod)) {
      pod = mounted(pod, volumeName(pod));
    }
    JsonArray pullSecrets = account.array("imagePullSecrets");
    if (pod.object("spec").array("imagePullSecrets").isEmpty() && !pullSecrets.isEmpty()) {
      pod = pod.withAt(pullSecrets, "spec", "imagePullSecrets");
    }
    validate(request.withObject(pod));
    return pod;
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject pod = request.object();
    if (request.isCreate() && PodReferences.isMirror(pod)) {
      validateMirror(request);
      return;
    }
    String name = pod.object("spec").string("serviceAccountName");
    if (name.isEmpty()) {
      throw request.forbidden(
          "no service account specified for pod "
              + request.namespace()
              + "/"
              + pod.object("metadata").string("name"));
    }
    JsonObject account = account(request, name);
    String enforce = account.object("metadata").object("annotations").string(ENFORCE);
    if (List.of("true", "True", "TRUE", "t", "T", "1").contains(enforce)) {
      MountableSecrets.problem(account, pod, request.isCreate())
          .ifPresent(problem -> {
            throw request.forbidden(problem);
          });
    }
  }

  private static void validateMirror(AdmissionRequest request) {
    JsonObject pod = request.object();
    if (!pod.object("spec").string("serviceAccountName").isEmpty()) {
      throw request.forbidden("a mirror pod may not reference service accounts");
    }
    if (!PodReferences.secrets(pod).isEmpty()) {
      throw request.forbidden("a mirror pod may not reference secrets");
    }
    for (JsonObject volume : pod.object("spec").array("volumes").objects()) {
      for (JsonObject source : volume.object("projected").array("sources").objects()) {
        if (source.has("serviceAccountToken")) {
          throw request.forbidden(
              "a mirror pod may not use ServiceAccountToken volume projections");
        }
      }
    }
  }

  private JsonObject account(AdmissionRequest request, String name) {
    String namespace = request.namespace();
    int attempts = name.equals("default") ? ATTEMPTS : 1;
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) {
        pause.run();
      }
      Optional<JsonObject> account = reader.get(Resources.SERVICE_ACCOUNTS, namespace, name);
      if (account.isPresent()) {
        return account.get();
      }
    }
    throw request.forbidden(
        "error looking up service account "
            + namespace
            + "/"
            + name
            + ": serviceaccount \""
            + name
            + "\" not found");
  }

  private static boolean automounts(JsonObject account, JsonObject pod) {
    Json ofPod = pod.object("spec").get("automountServiceAccountToken");
    Json wish = ofPod != null ? ofPod : account.get("automountServiceAccountToken");
    return wish != JsonBoolean.FALSE;
  }

  private String volumeName(JsonObject pod) {
    for (JsonObject volume : pod.object("spec").array("volumes").objects()) {
      if (volume.string("name").startsWith(VOLUME)) {
        return volume.string("name");
      }
    }
    synchronized (random) {
      return Names.generate(VOLUME, random);
    }
  }

  private static JsonObject mounted(JsonObject pod, String volume) {
    JsonObject mount =
        JsonObject.builder()
            .put("mountPath", MOUNT_PATH)
            .put("name", volume)
            .put("readOnly", true)
            .build();
    JsonObject next = pod;
    for (String field : List.of("initContainers", "containers")) {
      next = PodContainers.map(next, field, container -> mounted(container, mount));
    }
    JsonArray volumes = next.object("spec").array("volumes");
    boolean has = volumes.objects().stream().anyMatch(v -> v.string("name").equals(volume));
    return next == pod || has
        ? next
        : next.withAt(volumes.with(tokenVolume(volume)), "spec", "volumes");
  }

  private static JsonObject mounted(JsonObject container, JsonObject mount) {
    JsonArray mounts = container.array("volumeMounts");
    boolean taken =
        mounts.objects().stream().anyMatch(m -> m.string("mountPath").equals(MOUNT_PATH));
    return taken ? container : container.with("volumeMounts", mounts.with(mount));
  }

  private static JsonObject tokenVolume(String name) {
    JsonObject token =
        JsonObject.EMPTY.with(
            "serviceAccountToken",
            JsonObject.EMPTY.with("expirationSeconds", 3607).with("path", "token"));
    JsonObject authority =
        JsonObject.EMPTY.with(
            "configMap",
            JsonObject.EMPTY
                .with("name", "kube-root-ca.crt")
                .with(
                    "items",
                    JsonArray.of(JsonObject.EMPTY.with("key", "ca.crt").with("path", "ca.crt"))));
    JsonObject namespace =
        JsonObject.EMPTY.with(
            "downwardAPI",
            JsonObject.EMPTY.with(
                "items",
                JsonArray.of(
                    JsonObject.EMPTY
                        .with("path", "namespace")
                        .with(
                            "fieldRef",
                            JsonObject.EMPTY
                                .with("apiVersion", "v1")
                                .with("fieldPath", "metadata.namespace")))));
    JsonObject projected =
        JsonObject.EMPTY
            .with("defaultMode", 420)
            .with("sources", JsonArray.of(token, authority, namespace));
    return JsonObject.EMPTY.with("name", name).with("projected", projected);
  }
}
