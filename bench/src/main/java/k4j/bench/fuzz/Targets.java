package k4j.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Subresource;

/// Paths and queries: of resources that exist, and bent ones.
record Targets(Chance chance, Words words) {

  private static final List<String> OTHERS =
      List.of(
          "/",
          "/api",
          "/apis",
          "/apis/apps",
          "/apis/apps/v1",
          "/api/v1",
          "/version",
          "/healthz",
          "/livez/ping",
          "/readyz",
          "/metrics",
          "/openapi/v2",
          "/openapi/v3",
          "/openapi/v3/apis/apps/v1",
          "/.well-known/openid-configuration",
          "/openid/v1/jwks",
          "/api/v1/componentstatuses/etcd-0",
          "/apis/nothing.example.com/v1/things",
          "/debug/pprof",
          "/metrics/slis",
          "/flagz",
          "/statusz",
          "/debug/api_priority_and_fairness/dump_queues",
          "/openapi/v3/apis/fuzz.example.com/v1",
          "/apis/fuzz.example.com",
          "/apis/gone.example.com/v1/things",
          "/api/v1/namespaces/default/pods/n-1/exec?command=a&stdin=1",
          "/api/v1/namespaces/default/services/n-1:80/proxy/");

  /// @param name of an object; empty for all of the resource
  String path(Resource resource, String name) {
    if (chance.percent(4)) {
      return bent(chance.of(OTHERS));
    }
    String group = resource.name().group();
    var path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/" + group + "/");
    path.append(resource.name().version());
    if (chance.percent(2)) {
      path.append("/watch");
    }
    if (resource.namespaced() && chance.percent(98)) {
      path.append("/namespaces/").append(encoded(words.namespace()));
    }
    path.append('/').append(resource.name().plural());
    if (!name.isEmpty()) {
      path.append('/').append(encoded(name));
      if (chance.percent(20)) {
        path.append('/').append(subresource(resource));
      }
    }
    return bent(path.toString());
  }

  private String subresource(Resource resource) {
    List<String> known = resource.subresources().stream().map(Subresource::name).toList();
    return known.isEmpty() || chance.percent(20)
        ? encoded(chance.of("status", "scale", "log", "exec", "proxy/a/b", "x", words.text()))
        : chance.of(known);
  }

  private String bent(String path) {
    if (chance.percent(95)) {
      return path;
    }
    int at = 1 + chance.below(path.length());
    String start = path.substring(0, at);
    String end = path.substring(at);
    return switch (chance.below(9)) {
      case 0 -> start + "//" + end;
      case 1 -> start + "%2f" + end;
      case 2 -> start + "/../" + end;
      case 3 -> start + "%" + end;
      case 4 -> start + "%00" + end;
      case 5 -> start + ";a=b" + end;
      case 6 -> path + "/";
      case 7 -> start + encoded(words.text()) + end;
      default -> start + "%c3%28" + end;
    };
  }

  String query() {
    if (chance.percent(40)) {
      return "";
    }
    var out = new StringBuilder("?");
    for (int i = 1 + chance.below(3); i > 0; i--) {
      out.append(parameter());
      out.append(chance.percent(95) ? "&" : chance.of("&&", ";", "=", "&=", "&%&", "?"));
    }
    return out.toString();
  }

  private String parameter() {
    return switch (chance.below(20)) {
      case 0 -> "labelSelector=" + encoded(words.selector());
      case 1 -> "fieldSelector=" + encoded(words.selector());
      case 2 -> "limit=" + encoded(chance.percent(70) ? "" + chance.below(5) : words.text());
      case 3 -> "continue=" + encoded(chance.percent(50) ? words.text() : token());
      case 4 -> "resourceVersion=" + encoded(chance.of("", "0", "1", "99999999", words.text()));
      case 5 -> "resourceVersionMatch=" + chance.of("Exact", "NotOlderThan", "x", "");
      case 6 -> "watch=" + chance.of("true", "1", "false", "x");
      case 7 -> "allowWatchBookmarks=true&sendInitialEvents=true";
      case 8 -> "timeoutSeconds=" + encoded(chance.of("1", "0", "-1", words.text()));
      case 9 -> "dryRun=" + chance.of("All", "All", "Some", "");
      case 10 -> "fieldManager=" + encoded(chance.of("one", "two", "three", words.text()));
      case 11 -> "force=" + chance.of("true", "false", "x", "");
      case 12 -> "fieldValidation=" + chance.of("Strict", "Warn", "Ignore", "x");
      case 13 -> "pretty=" + chance.of("true", "false", "");
      case 14 -> "propagationPolicy=" + chance.of("Orphan", "Background", "Foreground", "x");
      case 15 -> "gracePeriodSeconds=" + encoded(chance.of("0", "1", "-1", words.text()));
      case 16 -> "timeout=" + encoded(chance.of("1s", "1ns", "-1s", "99h", words.text()));
      case 17 -> "orphanDependents=" + chance.of("true", "false", "x");
      case 18 -> encoded(words.text()) + "=" + encoded(words.text());
      default -> encoded(words.text());
    };
  }

  /// As the server makes them.
  private String token() {
    String json =
        "{\"v\":\"%s\",\"rv\":%d,\"start\":\"%s\\u0000\"}"
            .formatted(
                chance.percent(90) ? "meta.k8s.io/v1" : words.text(),
                chance.below(3) - 1 + chance.below(500),
                chance.of("n-1", "default/n-1", "/", "../n-1", "zz"));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  static String encoded(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0x20 && b < 0x7f && "%#?&+\"<>\\^`{|}".indexOf(b) < 0;
      out.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return out.toString();
  }
}
