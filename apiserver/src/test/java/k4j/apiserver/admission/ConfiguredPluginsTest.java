package k4j.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.optional.EventRateLimit;
import k4j.apiserver.admission.optional.ImagePolicyWebhook;
import k4j.apiserver.admission.optional.PodNodeSelector;
import k4j.apiserver.admission.optional.PodTolerationRestriction;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.TestWebhook;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plugins that a file tells what to do.
class ConfiguredPluginsTest {

  private static final String LIMITS =
      "{'apiVersion':'eventratelimit.admission.k8s.io/v1alpha1','kind':'Configuration','limits':";

  @TempDir private Path folder;

  private final MovableClock clock = new MovableClock();

  private static Optional<JsonObject> told(String text) {
    return Optional.of(MapReader.json(text));
  }

  private static AdmissionRequest event(String name) {
    return Requests.create(
        new k4j.api.schema.ResourceName("", "v1", "events"),
        "{'metadata':{'name':'e'},'involvedObject':{'name':'%s'}}".formatted(name));
  }

  @Test
  void eventsAreLimitedByKey() {
    var plugin =
        new EventRateLimit(told(LIMITS + "[{'type':'SourceAndObject','qps':1,'burst':2}]}"), clock);
    plugin.validate(event("a"));
    plugin.validate(event("a"));
    plugin.validate(event("b"));
    assertThatThrownBy(() -> plugin.validate(event("a")))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(429))
        .hasMessageContaining("limit reached on type SourceAndObject for key a");
    clock.advance(Duration.ofSeconds(1));
    plugin.validate(event("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                     | limits: Invalid value: null: must not be empty
          [{'type':'Server','qps':1}]            | limits[0].burst: Invalid value: 0: must be positive
          [{'type':'All','qps':1,'burst':1}]     | limits[0].type: Unsupported value: "All": supported values: "Namespace", "Server", "SourceAndObject", "User"
          [{'type':'User','qps':1,'bursts':1}]   | strict decoding error: unknown field "limits[0].bursts"
          """)
  void wrongLimitsAreSaid(String limits, String message) {
    assertThatThrownBy(() -> new EventRateLimit(told(LIMITS + limits + "}"), clock))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  private static MapReader namespace(String annotations) {
    return new MapReader()
        .with(
            Resources.NAMESPACES,
            "{'metadata':{'name':'ns','annotations':%s}}".formatted(annotations));
  }

  /// What becomes of the node selector, or the refusal.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'scheduler.alpha.kubernetes.io/node-selector':'a=b, c=d'} | {}        | {'a':'b','c':'d'}
          {'scheduler.alpha.kubernetes.io/node-selector':'a=b'}      | {'a':'x'} | pod node label selector conflicts with its namespace node label selector
          {'scheduler.alpha.kubernetes.io/node-selector':'a'}        | {}        | invalid selector: [a]
          {'scheduler.alpha.kubernetes.io/node-selector':''}         | {'a':'b'} | {'a':'b'}
          {}                                                         | {'a':'b'} | {'a':'b','env':'test'}
          {}                                                         | {'x':'y'} | pod node label selector labels conflict with its namespace whitelist
          """)
  void aNamespaceChoosesNodes(String annotations, String selector, String expected) {
    var plugin =
        new PodNodeSelector(
            told(
                "{'podNodeSelectorPluginConfig':{'clusterDefaultNodeSelector':'env=test',"
                    + "'ns':'a=b,c=d,env=test'}}"),
            namespace(annotations));
    AdmissionRequest request =
        Requests.create(
            Resources.PODS,
            "{'metadata':{'name':'p'},'spec':{'nodeSelector':%s}}".formatted(selector));
    if (expected.startsWith("{")) {
      assertThat(Requests.admit(plugin, request).object("spec").object("nodeSelector"))
          .isEqualTo(MapReader.json(expected));
    } else {
      assertThatThrownBy(() -> Requests.admit(plugin, request)).hasMessageContaining(expected);
    }
  }

  /// What becomes of the tolerations, or the refusal.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'scheduler.alpha.kubernetes.io/defaultTolerations':'[{"key":"k","operator":"Exists"}]'} | [{'key':'k','operator':'Equal','value':'v'}] | [{'key':'k','operator':'Exists'}]
          {}                                                            | [{'key':'c','operator':'Exists','effect':'NoSchedule'}] | [{'key':'c','operator':'Exists'}]
          {}                                                            | [{'key':'x','operator':'Exists'}] | conflict with its cluster whitelist
          {'scheduler.alpha.kubernetes.io/tolerationsWhitelist':''}     | [{'key':'x','operator':'Exists'}] | [{'key':'x','operator':'Exists'},{'key':'c','operator':'Exists'}]
          {'scheduler.alpha.kubernetes.io/tolerationsWhitelist':'[{"key":"c"}]'} | [{'key':'x','operator':'Exists'}] | conflict with its namespace whitelist
          """)
  void aNamespaceChoosesTolerations(String annotations, String own, String expected) {
    var reader =
        new MapReader()
            .with(
                Resources.NAMESPACES,
                JsonObject.EMPTY.with(
                    "metadata",
                    JsonObject.EMPTY.with("name", "ns").with("annotations", notes(annotations))));
    var plugin =
        new PodTolerationRestriction(
            told(
                "{'apiVersion':'podtolerationrestriction.admission.k8s.io/v1alpha1',"
                    + "'kind':'Configuration','default':[{'key':'c','operator':'Exists'}],"
                    + "'whitelist':[{'key':'c','operator':'Exists'},"
                    + "{'key':'k','operator':'Exists'}]}"),
            reader);
    AdmissionRequest request =
        Requests.create(
            Resources.PODS, "{'metadata':{'name':'p'},'spec':{'tolerations':%s}}".formatted(own));
    if (expected.startsWith("[")) {
      assertThat(Requests.admit(plugin, request).object("spec"))
          .isEqualTo(MapReader.json("{'tolerations':%s}".formatted(expected)));
    } else {
      assertThatThrownBy(() -> Requests.admit(plugin, request)).hasMessageContaining(expected);
    }
  }

  /// The values of annotations hold double quotes.
  private static JsonObject notes(String text) {
    JsonObject out = JsonObject.EMPTY;
    if (!text.equals("{}")) {
      String[] sides = text.substring(2, text.length() - 2).split("':'", 2);
      out = out.with(sides[0], sides[1]);
    }
    return out;
  }

  @Test
  void podsThatAskForSomethingBearMemoryPressure() {
    var plugin = new PodTolerationRestriction(Optional.empty(), namespace("{}"));
    AdmissionRequest request =
        Requests.create(
            Resources.PODS,
            "{'metadata':{'name':'p'},'spec':{'containers':[{'resources':{'requests':{'cpu':'1'}}}"
                + "]}}");
    assertThat(
            Requests.admit(plugin, request)
                .object("spec")
                .array("tolerations")
                .objects()
                .getFirst()
                .string("key"))
        .isEqualTo("node.kubernetes.io/memory-pressure");
  }

  private AdmissionConfiguration read(String yaml) throws IOException {
    return AdmissionConfiguration.read(Files.writeString(folder.resolve("admission.yaml"), yaml));
  }

  @Test
  void aFileConfiguresPluginsInPlaceOrByAnotherFile() throws IOException {
    Files.writeString(folder.resolve("other.yaml"), "a: 1\n");
    AdmissionConfiguration read =
        read(
            """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
            - name: PodSecurity
              configuration: {b: 2}
            - name: EventRateLimit
              path: other.yaml
            - name: LimitRanger
            """);
    assertThat(read.of("PodSecurity")).contains(MapReader.json("{'b':2}"));
    assertThat(read.of("EventRateLimit")).contains(MapReader.json("{'a':1}"));
    assertThat(read.of("LimitRanger")).isEmpty();
  }

  @Test
  void anOldFileIsTheConfigurationItself() throws IOException {
    AdmissionConfiguration read = read("podNodeSelectorPluginConfig: {ns: a=b}\n");
    assertThat(read.of("PodNodeSelector")).isPresent();
    assertThatThrownBy(() -> read("x: 1\n")).isInstanceOf(ConfigurationException.class);
  }

  private ImagePolicyWebhook imagePolicy(TestWebhook server, String more) throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("images.yaml"),
            """
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u}}]
            clusters:
            - name: k
              cluster: {server: "%s/images", certificate-authority-data: %s}
            users: [{name: u, user: {}}]
            """
                .formatted(server.url(), TestWebhook.caBundle()));
    return new ImagePolicyWebhook(
        told(
            "{'imagePolicy':{'kubeConfigFile':'%s','retryBackoff':1%s}}"
                .formatted(kubeconfig, more)),
        clock,
        clock);
  }

  private static AdmissionRequest pod(String image) {
    return Requests.create(
        Resources.PODS,
        ("{'metadata':{'name':'p','annotations':{'a.image-policy.k8s.io/b':'c','d':'e'}},"
                + "'spec':{'containers':[{'image':'%s'}]}}")
            .formatted(image));
  }

  private static JsonObject review(JsonObject asked) {
    boolean good = asked.toString().contains("good");
    JsonObject status =
        MapReader.json(
            "{'allowed':%s,'reason':'bad image','auditAnnotations':{'k':'v'}}".formatted(good));
    return asked.with("status", status);
  }

  @Test
  void aServerJudgesImagesAndIsAskedOnce() throws Exception {
    try (var server = TestWebhook.answering(ConfiguredPluginsTest::review)) {
      ImagePolicyWebhook plugin = imagePolicy(server, "");
      AdmissionRequest good = pod("good");
      plugin.validate(good);
      plugin.validate(good);
      assertThat(good.notes().trail().annotations())
          .containsEntry("imagepolicywebhook.image-policy.k8s.io/k", "v");
      assertThatThrownBy(() -> plugin.validate(pod("evil")))
          .hasMessageEndingWith(
              "image policy webhook backend denied one or more images: bad image");
      assertThat(server.received()).hasSize(2);
      assertThat(server.received().take().body().object("spec"))
          .isEqualTo(
              MapReader.json(
                  "{'containers':[{'image':'good'}],'annotations':{'a.image-policy.k8s.io/b':'c'},"
                      + "'namespace':'ns'}"));
    }
  }

  @Test
  void whoCannotBeAskedAllowsOrRefusesAsWanted() throws Exception {
    try (var server =
        new TestWebhook((exchange, _) -> TestWebhook.send(exchange, 403, JsonObject.EMPTY))) {
      ImagePolicyWebhook open = imagePolicy(server, ",'defaultAllow':true");
      AdmissionRequest pod = pod("any");
      open.validate(pod);
      assertThat(pod.notes().trail().annotations())
          .containsEntry("imagepolicywebhook.image-policy.k8s.io/failed-open", "true");
      ImagePolicyWebhook strict = imagePolicy(server, "");
      assertThatThrownBy(() -> strict.validate(pod("any"))).isInstanceOf(StatusException.class);
    }
    assertThatThrownBy(() -> new ImagePolicyWebhook(Optional.empty(), clock, clock))
        .hasMessage("no config specified");
  }
}
