package k4j.apiserver.metrics;

import java.util.Arrays;
import java.util.Locale;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.RequestInfo;

/// What requests are counted by (apiserver, `endpoints/metrics`).
record RequestLabels(
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
      return new RequestLabels(verb, "", "", "", "", info.path(), "");
    }
    return new RequestLabels(
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

  String[] text() {
    return with();
  }

  String[] withoutDryRun() {
    return new String[] {
      "component", "apiserver",
      "group", group,
      "resource", resource,
      "scope", scope,
      "subresource", subresource,
      "verb", verb,
      "version", version
    };
  }

  String[] with(String... more) {
    String[] own = withoutDryRun();
    String[] all = Arrays.copyOf(own, own.length + 2 + more.length);
    all[own.length] = "dry_run";
    all[own.length + 1] = dryRun;
    System.arraycopy(more, 0, all, own.length + 2, more.length);
    return all;
  }
}
