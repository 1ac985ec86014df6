package k4j.apiserver.dispatch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource.Subresource;
import k4j.apiserver.authorization.Quoted;
import k4j.apiserver.negotiation.Encodings;
import k4j.apiserver.negotiation.Negotiator;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.request.Handler;
import k4j.apiserver.request.RequestInfo;

/// Finds who answers a request that has passed all filters.
public final class Dispatcher implements Handler {

  /// What goes on elsewhere, with whatever that answers.
  private static final Set<String> CONNECTING = Set.of("exec", "attach", "portforward", "proxy");

  private final List<Endpoint> endpoints;
  private final ResourceTable resources;
  private final Verbs verbs;
  private final Map<String, SubresourceHandler> subresources;
  private final Negotiator negotiator;
  private final Encodings encodings;

  /// @param subresources keyed `pods/binding`, with the group where there is one
  ///   (`deployments.apps/scale`), or `*/scale` for all resources that have it
  public Dispatcher(
      List<Endpoint> endpoints,
      ResourceTable resources,
      Verbs verbs,
      Map<String, SubresourceHandler> subresources,
      Negotiator negotiator) {
    this.endpoints = List.copyOf(endpoints);
    this.resources = resources;
    this.verbs = verbs;
    this.subresources = Map.copyOf(subresources);
    this.negotiator = negotiator;
    encodings = new Encodings(resources.catalog());
  }

  @Override
  public Answer handle(Call call) {
    for (Endpoint endpoint : endpoints) {
      Optional<Answer> answer = endpoint.answer(call);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    RequestInfo info = call.info();
    if (!info.isResource()) {
      throw unknown(info.path());
    }
    if (info.group().isEmpty() != info.path().startsWith("/api/") || info.verb().equals("proxy")) {
      throw StatusException.noSuchPath();
    }
    ServedResource served =
        resources.find(info.resourceName()).orElseThrow(() -> unknown(info.path()));
    checkScope(info, served);
    call.warnings().addAll(served.form().warnings());
    checkMethod(call);
    if (!CONNECTING.contains(info.subresource())) {
      if (!served.form().custom()) {
        Routes.check(call);
      }
      checkForm(call, served);
    }
    if (!info.subresource().isEmpty()) {
      return subresource(call, served);
    }
    checkName(info.name());
    return verbs.handle(call, served);
  }

  /// A name stands in URLs; what it may look like beyond that is up to the kind.
  private static void checkName(String name) {
    String problem =
        switch (name) {
          case ".", ".." -> "may not be '" + name + "'";
          default -> name.indexOf('%') >= 0 ? "may not contain '%'" : "";
        };
    if (!problem.isEmpty()) {
      throw StatusException.badRequest(
          "Name parameter invalid: " + Quoted.text(name) + ": " + problem);
    }
  }

  /// Whether a group that is built in begins the path decides on the words, as in Kubernetes.
  private StatusException unknown(String path) {
    String[] parts = path.split("/", -1);
    String first = parts.length > 1 ? parts[1] : "";
    boolean routed =
        switch (first) {
          case "api", "version" -> parts.length > 2;
          case "apis" -> parts.length > 2 && isBuiltIn(parts[2]);
          default -> false;
        };
    return routed ? StatusException.noSuchResource() : StatusException.noSuchPath();
  }

  private boolean isBuiltIn(String group) {
    return !group.isEmpty()
        && resources.catalog().resources().stream()
            .anyMatch(each ->
                each.enabledByDefault()
                    && each.type().isStruct()
                    && each.name().group().equals(group));
  }

  private static void checkMethod(Call call) {
    RequestInfo info = call.info();
    if (info.subresource().equals("proxy")) {
      return; // whatever is behind it knows its methods
    }
    boolean reads = Set.of("get", "list", "watch").contains(info.verb());
    if (info.verb().isEmpty() || (reads && !call.method().equals("GET"))) {
      throw StatusException.methodNotAllowed();
    }
    boolean writesOne = info.verb().equals("update") || info.verb().equals("patch");
    boolean creates = info.verb().equals("create") && info.subresource().isEmpty();
    if (info.name().isEmpty() ? writesOne : creates) {
      throw StatusException.methodNotAllowed();
    }
  }

  /// What cannot be answered is not begun.
  private void checkForm(Call call, ServedResource served) {
    boolean protobuf = encodings.speaksProtobuf(served.resource());
    if (call.info().verb().equals("watch")) {
      negotiator.streamForm(call.headers(), protobuf);
    } else {
      negotiator.form(call.headers(), protobuf);
    }
  }

  private static void checkScope(RequestInfo info, ServedResource served) {
    boolean inNamespace = !info.namespace().isEmpty() && !info.resource().equals("namespaces");
    if (inNamespace && !served.resource().namespaced()) {
      throw StatusException.noSuchResource();
    }
    if (served.resource().namespaced() && !inNamespace) {
      boolean read = info.verb().equals("list") || info.verb().equals("watch");
      // A list has its name from a field selector, and may ask all namespaces for it.
      boolean selects = read && !info.path().contains("/watch/");
      if (!info.name().isEmpty() && !selects && !info.path().startsWith("/api/v1/watch/")) {
        throw StatusException.noSuchResource();
      }
      if (!read) {
        throw StatusException.methodNotAllowed();
      }
    }
  }

  private static StatusException noSubresource(Call call, ServedResource served) {
    return served.form().custom()
        ? StatusException.notFound(served.name(), call.info().name())
        : StatusException.noSuchResource();
  }

  private Answer subresource(Call call, ServedResource served) {
    String name = call.info().subresource();
    Subresource known =
        served.resource().subresources().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> noSubresource(call, served));
    boolean options = call.method().equals("OPTIONS") && name.equals("proxy");
    if (!known.verbs().contains(call.info().verb()) && !options) {
      throw StatusException.methodNotAllowed();
    }
    checkName(call.info().name());
    SubresourceHandler own = subresources.get(served.name().groupResource() + "/" + name);
    SubresourceHandler handler = own != null ? own : subresources.get("*/" + name);
    return handler != null ? handler.handle(call, served) : verbs.handleWhole(call, served);
  }
}
