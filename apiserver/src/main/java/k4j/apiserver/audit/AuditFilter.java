package k4j.apiserver.audit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.apiserver.audit.AuditPolicy.Verdict;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Filter;
import k4j.apiserver.request.Handler;
import k4j.apiserver.request.Payload;
import k4j.apiserver.request.Trail.Origin;

/// Notes requests as the policy wants it. A server without a policy has no such filter.
public final class AuditFilter implements Filter {

  private final AuditPolicy policy;
  private final AuditBackend backend;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /// @param ids names requests that come without a connection
  public AuditFilter(
      AuditPolicy policy, AuditBackend backend, InstantSource clock, Supplier<String> ids) {
    this.policy = policy;
    this.backend = backend;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Answer apply(Call call, Handler next) {
    Verdict verdict = policy.verdict(call.user(), call.info());
    if (verdict.level() == AuditLevel.NONE) {
      return next.handle(call);
    }
    call.trail().audit();
    if (call.trail().origin().auditId().isEmpty()) {
      call.trail().from(inside(call));
    }
    var audited = new AuditedRequest(call, verdict, backend, clock);
    if (!audited.tell(AuditStage.REQUEST_RECEIVED)) {
      throw StatusException.internal("failed to store audit event");
    }
    audited.readBody();
    try {
      return told(audited, next.handle(call));
    } catch (StatusException failed) {
      audited.failed(failed.status());
      audited.tell(AuditStage.RESPONSE_COMPLETE);
      throw failed;
    } catch (RuntimeException | Error defect) {
      String message = "APIServer panic'd: " + defect.getMessage();
      audited.failed(new Status(500, "InternalError", message, Status.Details.NONE));
      audited.tell(AuditStage.PANIC);
      throw defect;
    }
  }

  /// Components in this process have no connection.
  private Origin inside(Call call) {
    String query =
        call.query().values().entrySet().stream()
            .flatMap(entry -> entry.getValue().stream().map(v -> escaped(entry.getKey(), v)))
            .sorted()
            .collect(Collectors.joining("&"));
    String path = call.info().path();
    return new Origin(ids.get(), query.isEmpty() ? path : path + "?" + query, "127.0.0.1");
  }

  private static String escaped(String name, String value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static Answer told(AuditedRequest audited, Answer answer) {
    switch (answer) {
      case Answer.One one -> {
        if (audited.showsResponse()) {
          audited.answered(one.code(), one.payload().tree());
        } else {
          audited.answered(one.code());
        }
      }
      case Answer.Many many -> {
        if (audited.showsResponse()) {
          audited.answered(200, tree(many));
        } else {
          audited.answered(200);
        }
      }
      case Answer.Raw raw -> audited.answered(raw.code());
      case Answer.Connect _ -> {
        audited.answered(101);
        audited.tell(AuditStage.RESPONSE_STARTED);
      }
      case Answer.Events(var resource, var source) -> {
        audited.answered(200);
        audited.tell(AuditStage.RESPONSE_STARTED);
        return new Answer.Events(
            resource, source.onClose(() -> audited.tell(AuditStage.RESPONSE_COMPLETE)));
      }
    }
    audited.tell(AuditStage.RESPONSE_COMPLETE);
    return answer;
  }

  private static JsonObject tree(Answer.Many many) {
    return JsonObject.EMPTY
        .with("kind", many.resource().kind() + "List")
        .with("apiVersion", many.resource().apiVersion())
        .with("metadata", many.metadata())
        .with("items", JsonArray.of(many.items().stream().map(Payload::tree).toList()));
  }
}
