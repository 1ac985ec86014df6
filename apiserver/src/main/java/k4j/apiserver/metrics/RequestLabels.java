package k4j.apiserver.metrics;

import java.util.Locale;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.RequestInfo;

/// What requests are counted by (apiserver, `endpoints/metrics`).
record RequestLabels(
    String component,
    String verb,
    String dryRun,
    String group,
    String version,
    String resource,
    String subresource,
    String scope) {

  static RequestLabels of(Call call) {
    RequestInfo info = call.info();
    if (!info.isResource()) {
      String verb = call.method().toUpperCase(Locale.ROOT);
      return switch (info.path()) {
        case "/api", "/apis" ->
            new RequestLabels("apiserver", verb, "", "", "", "", info.path().substring(1), "");
        default -> new RequestLabels("", verb, "", "", "", "", info.path(), "");
      };
    }
    return new RequestLabels(
        "apiserver",
        verb(call),
        call.query().first("dryRun"),
        info.group(),
        info.version(),
        info.resource(),
        info.subresource(),
        scope(info));
  }

  static boolean reads(Call call) {
    return switch (call.info().verb()) {
      case "get", "list", "watch" -> true;
      default -> false;
    };
  }

  private static String verb(Call call) {
    RequestInfo info = call.info();
    boolean connects =
        switch (info.subresource()) {
          case "exec", "attach", "portforward", "proxy" -> true;
          default -> false;
        };
    if (connects) {
      return "CONNECT";
    }
    return switch (info.verb()) {
      case "create" -> "POST";
      case "update" -> "PUT";
      case "patch" ->
          call.body().contentType().equals("application/apply-patch+yaml") ? "APPLY" : "PATCH";
      default -> info.verb().toUpperCase(Locale.ROOT);
    };
  }

  private static String scope(RequestInfo info) {
    if (!info.name().isEmpty() || info.verb().equals("create")) {
      return "resource";
    }
    return info.namespace().isEmpty() ? "cluster" : "namespace";
  }

  RequestLabels withoutDryRun() {
    return dryRun.isEmpty()
        ? this
        : new RequestLabels(component, verb, "", group, version, resource, subresource, scope);
  }

  /// All but the dry run.
  String[] text() {
    return new String[] {
      "component", component,
      "group", group,
      "resource", resource,
      "scope", scope,
      "subresource", subresource,
      "verb", verb,
      "version", version
    };
  }

  /// All, and more of them before, in the order of their names.
  String[] with(String... first) {
    String[] all = new String[first.length + 16];
    System.arraycopy(first, 0, all, 0, first.length);
    String[] own = text();
    System.arraycopy(own, 0, all, first.length, 2);
    all[first.length + 2] = "dry_run";
    all[first.length + 3] = dryRun;
    System.arraycopy(own, 2, all, first.length + 4, own.length - 2);
    return all;
  }
}
