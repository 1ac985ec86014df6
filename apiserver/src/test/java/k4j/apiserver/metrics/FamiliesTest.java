package k4j.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

/// Metrics have the names, types, labels, buckets and help of kube-apiserver 1.36.2, whose output
/// after a few requests `families.tsv` sums up.
class FamiliesTest {

  private static final Pattern SAMPLE = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// What dashboards and alerts of kubernetes-mixin and of many clusters ask for.
  private static final List<String> ASKED_FOR =
      List.of(
          "aggregator_unavailable_apiservice",
          "apiserver_admission_controller_admission_duration_seconds",
          "apiserver_admission_step_admission_duration_seconds",
          "apiserver_client_certificate_expiration_seconds",
          "apiserver_current_inflight_requests",
          "apiserver_flowcontrol_current_executing_requests",
          "apiserver_flowcontrol_current_executing_seats",
          "apiserver_flowcontrol_current_inqueue_requests",
          "apiserver_flowcontrol_dispatched_requests_total",
          "apiserver_flowcontrol_nominal_limit_seats",
          "apiserver_flowcontrol_request_execution_seconds",
          "apiserver_flowcontrol_request_wait_duration_seconds",
          "apiserver_longrunning_requests",
          "apiserver_request_duration_seconds",
          "apiserver_request_sli_duration_seconds",
          "apiserver_request_total",
          "apiserver_requested_deprecated_apis",
          "apiserver_resource_objects",
          "apiserver_storage_objects",
          "apiserver_watch_events_total",
          "authorization_attempts_total",
          "kubernetes_build_info",
          "kubernetes_feature_enabled",
          "process_cpu_seconds_total",
          "process_resident_memory_bytes",
          "version_info");

  private record Family(String type, Set<String> labels, String buckets, String help) {}

  private final Api api = new Api();

  private String scrape() {
    User admin = User.of("admin", User.MASTERS);
    Call call = Call.of(admin, "GET", "/metrics", Query.NONE, Headers.of(Map.of()), Body.NONE);
    var raw = (Answer.Raw) api.server.pipeline().handle(call);
    return new String(raw.body(), StandardCharsets.UTF_8);
  }

  private static Map<String, Family> real() throws IOException {
    var families = new TreeMap<String, Family>();
    try (InputStream in = FamiliesTest.class.getResourceAsStream("families.tsv")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      all.lines()
          .map(line -> line.split("\t", -1))
          .forEach(row -> {
            var labels = new TreeSet<>(List.of(row[2].split(",", -1)));
            labels.remove("");
            families.put(row[0], new Family(row[1], labels, row[3], row[4]));
          });
    }
    return families;
  }

  private static Map<String, Family> families(String text) {
    var families = new TreeMap<String, Family>();
    String help = "";
    String name = "";
    String type = "";
    Set<String> labels = new TreeSet<>();
    Set<String> buckets = new LinkedHashSet<>();
    for (String line : (text + "# HELP end ").lines().toList()) {
      if (line.startsWith("# HELP ")) {
        if (!labels.isEmpty() || !name.isEmpty()) {
          families.put(name, new Family(type, labels, String.join(" ", buckets), help));
        }
        String[] words = line.split(" ", 4);
        name = words[2];
        help = words[3];
        labels = new TreeSet<>();
        buckets = new LinkedHashSet<>();
      } else if (line.startsWith("# TYPE ")) {
        type = line.substring(line.lastIndexOf(' ') + 1);
      } else {
        labels(line, labels, buckets);
      }
    }
    return families;
  }

  private static void labels(String line, Set<String> labels, Set<String> buckets) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    var names = new ArrayList<String>();
    if (sample.group(2) != null) {
      Matcher label = LABEL.matcher(sample.group(2));
      while (label.find()) {
        if (label.group(1).equals("le")) {
          buckets.add(label.group(2));
        } else {
          names.add(label.group(1));
        }
      }
    }
    assertThat(names).as(line).isSorted();
    labels.addAll(names);
  }

  @Test
  void familiesAreThoseOfTheRealOne() throws IOException {
    api.configMap("a");
    api.post(
        "/apis/apiregistration.k8s.io/v1/apiservices",
        "{'metadata':{'name':'v1.gone'},'spec':{'group':'gone','version':'v1',"
            + "'groupPriorityMinimum':1,'versionPriority':1,'insecureSkipTLSVerify':true,"
            + "'service':{'namespace':'default','name':'gone'}}}");
    api.get(Api.CONFIGMAPS);
    api.get("/api/v1/namespaces/default/endpoints");
    try (var watch = api.watch(Api.CONFIGMAPS)) {
      watch.next();
    }
    String text = scrape();
    assertThat(text).contains("aggregator_unavailable_apiservice{name=\"v1.gone\"} 1\n");
    Map<String, Family> ours = families(text);
    assertThat(ours.keySet()).containsAll(ASKED_FOR);
    Map<String, Family> real = real();
    ours.forEach((name, family) -> {
      Family other = real.get(name);
      if (other == null) {
        assertThat(name).isEqualTo("apiserver_flowcontrol_rejected_requests_total");
        return;
      }
      assertThat(family.type()).as(name).isEqualTo(other.type());
      assertThat(family.help()).as(name).isEqualTo(other.help());
      boolean shown = !family.labels().isEmpty();
      assertThat(family.labels()).as(name).isEqualTo(shown ? other.labels() : Set.of());
      boolean counted = !family.buckets().isEmpty();
      assertThat(family.buckets()).as(name).isEqualTo(counted ? other.buckets() : "");
    });
  }
}
