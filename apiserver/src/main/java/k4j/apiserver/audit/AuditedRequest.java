package k4j.apiserver.audit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.apiserver.audit.AuditPolicy.Verdict;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.request.Trail.Origin;
import org.jspecify.annotations.Nullable;

/// One request as the audit log will tell it.
final class AuditedRequest {

  private static final int LONGEST_AGENT = 1024;

  private final Call call;
  private final Verdict verdict;
  private final AuditBackend backend;
  private final InstantSource clock;
  private final Instant received;
  private JsonObject about;
  private @Nullable Json requestObject;
  private @Nullable Status status;
  private @Nullable Json responseObject;
  private int code;

  AuditedRequest(Call call, Verdict verdict, AuditBackend backend, InstantSource clock) {
    this.call = call;
    this.verdict = verdict;
    this.backend = backend;
    this.clock = clock;
    received = clock.instant();
    about = about(call);
  }

  private JsonObject about(Call request) {
    Origin origin = request.trail().origin();
    JsonObject event =
        JsonObject.EMPTY
            .with("kind", "Event")
            .with("apiVersion", "audit.k8s.io/v1")
            .with("level", verdict.level().text())
            .with("auditID", origin.auditId())
            .with("requestURI", origin.uri())
            .with("verb", request.info().verb())
            .with("user", user(request.user()))
            .with("requestReceivedTimestamp", Times.formatMicro(received));
    List<String> sources = SourceAddresses.of(request.headers(), origin.peer());
    if (!sources.isEmpty()) {
      event = event.with("sourceIPs", JsonArray.ofStrings(sources));
    }
    String agent = request.headers().first("user-agent");
    if (!agent.isEmpty()) {
      event =
          event.with(
              "userAgent",
              agent.length() > LONGEST_AGENT
                  ? agent.substring(0, LONGEST_AGENT) + "...TRUNCATED"
                  : agent);
    }
    return request.info().isResource() ? event.with("objectRef", object(request.info())) : event;
  }

  private static JsonObject user(User user) {
    JsonObject out = JsonObject.EMPTY.with("username", user.name());
    if (!user.uid().isEmpty()) {
      out = out.with("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      out = out.with("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      JsonObject extra = JsonObject.EMPTY;
      for (var entry : user.extra().entrySet()) {
        extra = extra.with(entry.getKey(), JsonArray.ofStrings(entry.getValue()));
      }
      out = out.with("extra", extra);
    }
    return out;
  }

  private static JsonObject object(RequestInfo info) {
    JsonObject out = JsonObject.EMPTY;
    out = put(out, "resource", info.resource());
    out = put(out, "namespace", info.namespace());
    out = put(out, "name", info.name());
    out = put(out, "apiGroup", info.group());
    out = put(out, "apiVersion", info.version());
    return put(out, "subresource", info.subresource());
  }

  private static JsonObject put(JsonObject object, String name, String value) {
    return value.isEmpty() || object.has(name) ? object : object.with(name, value);
  }

  /// Takes in what the request carries, where that is an object that can be read.
  void readBody() {
    String method = call.method();
    boolean writes = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    if (!call.info().isResource() || !(writes || method.equals("DELETE")) || connects()) {
      return;
    }
    try {
      if (call.body().isEmpty()) {
        return;
      }
      Json body = call.body().read().json();
      if (!method.equals("PATCH") && !method.equals("DELETE") && body instanceof JsonObject sent) {
        refer(sent.object("metadata"));
      }
      if (verdict.level().shows(AuditLevel.REQUEST)) {
        requestObject = shown(body);
      }
    } catch (StatusException unreadable) {
      requestObject = null; // whoever answers the request says what is wrong with it
    }
  }

  private boolean connects() {
    return switch (call.info().subresource()) {
      case "proxy", "exec", "attach", "portforward" -> true;
      default -> false;
    };
  }

  private void refer(JsonObject metadata) {
    JsonObject reference = about.object("objectRef");
    reference = put(reference, "namespace", metadata.string("namespace"));
    reference = put(reference, "name", metadata.string("name"));
    reference = put(reference, "uid", metadata.string("uid"));
    reference = put(reference, "resourceVersion", metadata.string("resourceVersion"));
    about = about.with("objectRef", reference);
  }

  private Json shown(Json body) {
    return verdict.omitManagedFields() ? ManagedFields.without(body) : body;
  }

  boolean showsResponse() {
    return verdict.level().shows(AuditLevel.REQUEST_RESPONSE);
  }

  void answered(int answerCode) {
    code = answerCode;
  }

  void answered(int answerCode, JsonObject answer) {
    code = answerCode;
    responseObject = shown(answer);
  }

  void failed(Status failure) {
    status = failure;
    code = failure.code();
    if (showsResponse()) {
      responseObject = failure.json();
    }
  }

  /// Whether it was stored, or need not be.
  boolean tell(AuditStage stage) {
    if (verdict.omitted().contains(stage)) {
      return true;
    }
    JsonObject event =
        about
            .with("stage", stage.text())
            .with("stageTimestamp", Times.formatMicro(clock.instant()));
    User impersonated = call.trail().impersonated();
    if (impersonated != null) {
      event = event.with("impersonatedUser", user(impersonated));
    }
    if (requestObject != null && stage != AuditStage.REQUEST_RECEIVED) {
      event = event.with("requestObject", requestObject);
    }
    if (code > 0) {
      event = event.with("responseStatus", responseStatus());
    }
    if (responseObject != null && stage != AuditStage.RESPONSE_STARTED) {
      event = event.with("responseObject", responseObject);
    }
    Map<String, String> annotations = annotations();
    if (!annotations.isEmpty()) {
      event = event.with("annotations", JsonObject.ofStrings(annotations));
    }
    return backend.take(List.of(event));
  }

  private JsonObject responseStatus() {
    Status failure = status;
    return failure == null
        ? JsonObject.EMPTY.with("metadata", JsonObject.EMPTY).with("code", code)
        : failure.json().without("kind").without("apiVersion");
  }

  private Map<String, String> annotations() {
    var all = new HashMap<>(call.trail().annotations());
    if (verdict.level().shows(AuditLevel.REQUEST)) {
      all.putAll(call.trail().requestAnnotations());
    }
    return all;
  }
}
