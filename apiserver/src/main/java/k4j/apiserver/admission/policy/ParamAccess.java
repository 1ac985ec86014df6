package k4j.apiserver.admission.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.registry.Reader;

/// Keeps people from reading through the parameters of policies what they may not read. In
/// Kubernetes the storage of policies and their bindings does it, after validation
/// (`registry/admissionregistration`).
public final class ParamAccess implements AdmissionPlugin {

  private static final String GROUP = "admissionregistration.k8s.io";

  private final Reader reader;
  private final Authorizer authorizer;

  public ParamAccess(Reader reader, Authorizer authorizer) {
    this.reader = reader;
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "ParamAccess";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.resource().name().group().equals(GROUP)
        && request.resource().kind().contains("AdmissionPolicy")
        && request.subresource().isEmpty()
        && (request.isCreate() || request.isUpdate());
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.user().groups().contains(User.MASTERS)) {
      return;
    }
    boolean binds = request.resource().kind().endsWith("Binding");
    String problem = binds ? binding(request) : policy(request);
    if (problem.isEmpty()) {
      return;
    }
    var errors = new FieldErrors();
    errors.forbidden(FieldPath.of("spec").child(binds ? "paramRef" : "paramKind"), problem);
    throw StatusException.invalid(
        GROUP, request.resource().kind(), request.name(), errors.causes());
  }

  /// What a policy's parameters are, as far as that is known; `*` for the rest.
  private record Wanted(String group, String version, String plural, boolean parsed) {

    static final Wanted EVERYTHING = new Wanted("*", "*", "*", true);

    static Wanted of(JsonObject kind, Reader reader) {
      String apiVersion = kind.string("apiVersion");
      List<String> parts = List.of(apiVersion.split("/", -1));
      if (parts.size() > 2) {
        return new Wanted("*", "*", "*", false);
      }
      Optional<Resource> known = reader.versions().ofKind(apiVersion, kind.string("kind"));
      return new Wanted(
          parts.size() == 2 ? parts.getFirst() : "",
          parts.getLast(),
          known.map(resource -> resource.name().plural()).orElse("*"),
          true);
    }

    boolean resolved() {
      return !plural.equals("*");
    }
  }

  private String policy(AdmissionRequest request) {
    JsonObject kind = request.object().object("spec").object("paramKind");
    if (kind.isEmpty() || kind.equals(request.oldObject().object("spec").object("paramKind"))) {
      return "";
    }
    return may(request.user(), "get", Wanted.of(kind, reader), "*", "*")
        ? ""
        : ("user %s must have \"get\" permission on all objects of the referenced paramKind"
                + " (kind=%s, apiVersion=%s)")
            .formatted(shown(request.user()), kind.string("kind"), kind.string("apiVersion"));
  }

  private String binding(AdmissionRequest request) {
    JsonObject spec = request.object().object("spec");
    JsonObject reference = spec.object("paramRef");
    JsonObject old = request.oldObject().object("spec");
    boolean compared = !reference.has("selector") && !reference.has("parameterNotFoundAction");
    boolean same =
        compared
            && reference.equals(old.object("paramRef"))
            && spec.string("policyName").equals(old.string("policyName"));
    if (reference.isEmpty() || same) {
      return "";
    }
    String name = reference.string("name");
    String verb = name.isEmpty() ? "list" : "get";
    Optional<JsonObject> policy = reader.get(policies(request), "", spec.string("policyName"));
    JsonObject kind = policy.orElse(JsonObject.EMPTY).object("spec").object("paramKind");
    Wanted wanted = kind.isEmpty() ? Wanted.EVERYTHING : Wanted.of(kind, reader);
    if (may(request.user(), verb, wanted, reference.string("namespace"), name)) {
      return "";
    }
    String user = shown(request.user());
    String all =
        " to determine minimum required permissions and user %s does not have \"%s\" permission"
                .formatted(user, verb)
            + " for all groups, versions and resources";
    if (policy.isEmpty()) {
      return "unable to get policy " + spec.string("policyName") + all;
    }
    if (!wanted.parsed()) {
      return "unable to parse paramKind " + shown(kind) + all;
    }
    return kind.isEmpty() || wanted.resolved()
        ? "user %s does not have \"%s\" permission on the object referenced by paramRef"
            .formatted(user, verb)
        : "unable to resolve paramKind " + shown(kind) + all;
  }

  private static ResourceName policies(AdmissionRequest request) {
    String plural =
        request.resource().kind().startsWith("Validating")
            ? "validatingadmissionpolicies"
            : "mutatingadmissionpolicies";
    return new ResourceName(GROUP, "v1", plural);
  }

  private boolean may(User user, String verb, Wanted wanted, String namespace, String name) {
    var attributes =
        new Attributes(
            user,
            verb,
            true,
            wanted.group(),
            wanted.version(),
            wanted.plural(),
            "",
            namespace,
            name,
            "");
    return authorizer.authorize(attributes).verdict() == Verdict.ALLOW;
  }

  /// As Go prints the pointer to a user.
  private static String shown(User user) {
    var extra = new StringBuilder("map[");
    user.extra().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry ->
            extra
                .append(extra.length() > 4 ? " " : "")
                .append(entry.getKey())
                .append(":[")
                .append(String.join(" ", entry.getValue()))
                .append(']'));
    return "&{%s %s [%s] %s]}"
        .formatted(user.name(), user.uid(), String.join(" ", user.groups()), extra);
  }

  private static String shown(JsonObject kind) {
    return "&ParamKind{APIVersion:%s,Kind:%s,}"
        .formatted(kind.string("apiVersion"), kind.string("kind"));
  }
}
