package k4j.apiserver.admission.quota;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.quota.QuotaPlan.Outcome;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Charges what is created to the quotas of its namespace, and refuses what they do not cover. A
/// charge is an optimistic write of the quota's status, so of many creates at once exactly those
/// pass that fit. What was charged and then not created is found by the quota controller.
public final class ResourceQuota implements AdmissionPlugin {

  /// Each attempt that fails means that another write went through.
  private static final int ATTEMPTS = 1000;

  private static final Set<String> UPDATED =
      Set.of("services", "persistentvolumeclaims", "resourceclaims.resource.k8s.io");

  private final Reader reader;
  private final Supplier<Transport> server;
  private final InstantSource clock;

  /// @param server as somebody who may do everything
  public ResourceQuota(Reader reader, Supplier<Transport> server, InstantSource clock) {
    this.reader = reader;
    this.server = server;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    if (!request.resource().namespaced()) {
      return false;
    }
    String resource = request.resource().name().groupResource();
    if (request.isCreate()) {
      return request.subresource().isEmpty();
    }
    return request.isUpdate()
        && switch (request.subresource()) {
          case "" ->
              UPDATED.contains(resource) || (resource.equals("pods") && scopeChanges(request));
          case "resize" -> resource.equals("pods");
          case "status" -> resource.equals("persistentvolumeclaims");
          default -> false;
        };
  }

  /// Whether a pod gets or loses its deadline, which tells quotas of such pods apart.
  private static boolean scopeChanges(AdmissionRequest request) {
    return request.subresource().isEmpty()
        && request.object().object("spec").has("activeDeadlineSeconds")
            != request.oldObject().object("spec").has("activeDeadlineSeconds");
  }

  @Override
  public void validate(AdmissionRequest request) {
    var done = new HashSet<String>();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<JsonObject> quotas =
          reader.list(Resources.RESOURCE_QUOTAS, request.namespace()).stream()
              .filter(quota -> !done.contains(QuotaPlan.name(quota)))
              .toList();
      if (quotas.isEmpty()) {
        return;
      }
      Outcome outcome =
          QuotaPlan.of(
              quotas,
              request.resource().name().groupResource(),
              request.object(),
              request.oldObject(),
              !request.subresource().equals("status"),
              clock.instant());
      switch (outcome) {
        case Outcome.Refused(String reason) -> throw request.forbidden(reason);
        case Outcome.Charges(List<JsonObject> charged) -> {
          if (request.dryRun() || store(charged, done)) {
            return;
          }
        }
      }
    }
    throw StatusException.internal("resource quota evaluation timed out");
  }

  /// Whether all are stored; those that are become `done`.
  private boolean store(List<JsonObject> quotas, Set<String> done) {
    for (JsonObject quota : quotas) {
      String name = QuotaPlan.name(quota);
      String path =
          "/api/v1/namespaces/"
              + quota.object("metadata").string("namespace")
              + "/resourcequotas/"
              + name
              + "/status";
      try {
        server.get().send(Request.of("PUT", path, Map.of(), quota));
        done.add(name);
      } catch (StatusException e) {
        if (e.isNotFound()) {
          done.add(name);
        } else if (e.isConflict()) {
          return false;
        } else {
          throw e;
        }
      }
    }
    return true;
  }
}
