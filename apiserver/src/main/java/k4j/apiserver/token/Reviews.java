package k4j.apiserver.token;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import k4j.api.apply.FieldOwnership;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.apiserver.authorization.AccessReviews;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.write.ObjectInput;
import k4j.apiserver.write.WriteOptions;

/// Serves the resources that are questions and are never stored.
public final class Reviews implements Endpoint {

  private final Catalog catalog;
  private final TokenReviews tokens;
  private final AccessReviews access;
  private final InstantSource clock;

  public Reviews(Catalog catalog, TokenReviews tokens, AccessReviews access, InstantSource clock) {
    this.catalog = catalog;
    this.tokens = tokens;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public Optional<Answer> answer(Call call) {
    RequestInfo info = call.info();
    String kind = info.isResource() ? kind(info.group() + "/" + info.resource()) : "";
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    ObjectType type = catalog.kind(info.resourceName().apiVersion(), kind);
    if (type == null) {
      return Optional.empty();
    }
    if (!info.verb().equals("create")) {
      throw StatusException.methodNotAllowed();
    }
    String apiVersion = info.resourceName().apiVersion();
    JsonObject asked = ObjectInput.read(call, apiVersion, kind, type);
    String manager = WriteOptions.of(call, "CreateOptions").fieldManager();
    asked =
        new FieldOwnership(type, apiVersion, kind, "", List.of())
            .update(JsonObject.EMPTY, asked, manager, clock.instant());
    return Optional.of(new Answer.One(201, review(kind, asked, call)));
  }

  private static String kind(String resource) {
    return switch (resource) {
      case "authentication.k8s.io/tokenreviews" -> "TokenReview";
      case "authentication.k8s.io/selfsubjectreviews" -> "SelfSubjectReview";
      case "authorization.k8s.io/subjectaccessreviews" -> "SubjectAccessReview";
      case "authorization.k8s.io/localsubjectaccessreviews" -> "LocalSubjectAccessReview";
      case "authorization.k8s.io/selfsubjectaccessreviews" -> "SelfSubjectAccessReview";
      case "authorization.k8s.io/selfsubjectrulesreviews" -> "SelfSubjectRulesReview";
      default -> "";
    };
  }

  private JsonObject review(String kind, JsonObject asked, Call call) {
    return switch (kind) {
      case "TokenReview" -> tokens.token(asked);
      case "SelfSubjectReview" -> tokens.self(asked, call.user());
      case "SubjectAccessReview" -> access.subject(asked);
      case "LocalSubjectAccessReview" -> access.localSubject(asked, call.info().namespace());
      case "SelfSubjectAccessReview" -> access.self(asked, call.user());
      default -> access.selfRules(asked, call.user());
    };
  }
}
