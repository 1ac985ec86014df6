package k4j.apiserver.encryption.kms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.Api;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.encryption.EncryptionConfiguration;
import k4j.apiserver.health.HealthCheck;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KmsTest {

  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  private static final String PLAIN = "cGxhaW5wbGFpbnBsYWlu"; // plainplainplain

  @TempDir private Path folder;
  private final MovableClock clock = new MovableClock();
  private final List<String> ids = new ArrayList<>();
  private TestKms kms;
  private Path data;

  @BeforeEach
  void start() throws IOException {
    kms = new TestKms(folder.resolve("kms.sock"));
    data = Files.createDirectory(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  private EncryptionConfiguration parse(String resources, String... providers) {
    String file =
        "{'apiVersion':'apiserver.config.k8s.io/v1','kind':'EncryptionConfiguration','resources':[{"
            + "'resources':["
            + resources
            + "],'providers':["
            + String.join(",", providers)
            + "]}]}";
    return EncryptionConfiguration.parse(
        file.replace('\'', '"').getBytes(UTF_8),
        new SplittableRandom(3),
        (name, socket, timeout) ->
            KmsEnvelopes.connect(
                name,
                socket,
                timeout,
                new KmsEnvelopes.Outside(
                    clock, clock, new SplittableRandom(9), this::id, Thread::yield)));
  }

  private synchronized String id() {
    ids.add("id-" + ids.size());
    return ids.getLast();
  }

  private String provider(String more) {
    return "{'kms':{'apiVersion':'v2','name':'vault','endpoint':'unix://%s'%s}}"
        .formatted(folder.resolve("kms.sock"), more);
  }

  private Encryption secrets() {
    return Encryption.of(parse("'secrets'", provider(""), "{'identity':{}}"));
  }

  private Api open(Encryption encryption) throws IOException {
    var store =
        EmbeddedStore.open(
            data,
            new StoredObjectCodec(encryption, new BuiltinCatalog()),
            StoreSettings.of(clock, clock));
    return new Api(builder -> builder.store(store).encryption(encryption));
  }

  private static void create(Api api, String name) {
    api.post(SECRETS, "{'metadata':{'name':'%s'},'data':{'k':'%s'}}".formatted(name, PLAIN));
  }

  private String onDisk() throws IOException {
    var all = new StringBuilder();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void secretsLieInEnvelopes() throws IOException {
    Api api = open(secrets());
    create(api, "a");
    create(api, "b");
    api.config.store().close();
    assertThat(onDisk())
        .contains("k8s:enc:kms:v2:vault:")
        .contains("key-1/0") // the sealed seed lies beside
        .doesNotContain("plainplain", PLAIN);
    assertThat(kms.calls).as("one seed for all").containsExactly("Status", "Encrypt");
    Api again = open(secrets());
    assertThat(again.get(SECRETS + "/b").object("data").string("k")).isEqualTo(PLAIN);
    assertThat(kms.calls)
        .as("one seed is opened once")
        .containsExactly("Status", "Encrypt", "Status", "Encrypt", "Decrypt");
    again.config.store().close();
    Api without = open(Encryption.none());
    assertThat(Api.failureText(() -> without.get(SECRETS + "/a")))
        .contains("identity transformer tried to read encrypted data");
    without.config.store().close();
  }

  @Test
  void aNewKeyOfThePluginSealsWhatIsWrittenNext() throws IOException {
    Encryption encryption = secrets();
    Api api = open(encryption);
    create(api, "a");
    kms.keyId = "key-2";
    create(api, "b");
    assertThat(onDisk()).doesNotContain("key-2");
    clock.advance(Duration.ofSeconds(20));
    assertThat(encryption.health().getFirst().well().getAsBoolean()).isTrue();
    String before = api.get(SECRETS + "/a").object("metadata").string("resourceVersion");
    api.put(SECRETS + "/a", api.get(SECRETS + "/a"));
    assertThat(api.get(SECRETS + "/a").object("metadata").string("resourceVersion"))
        .as("written although nothing changed")
        .isNotEqualTo(before);
    String now = api.get(SECRETS + "/a").object("metadata").string("resourceVersion");
    api.put(SECRETS + "/a", api.get(SECRETS + "/a"));
    assertThat(api.get(SECRETS + "/a").object("metadata").string("resourceVersion")).isEqualTo(now);
    api.config.store().close();
    assertThat(onDisk()).contains("key-2/1");
  }

  @Test
  void aPluginThatIsIllStopsWritesAndThenOnlyThose() throws IOException {
    Encryption encryption = secrets();
    Api api = open(encryption);
    create(api, "a");
    HealthCheck check = encryption.health().getFirst();
    assertThat(check.name()).isEqualTo("kms-provider-0");
    assertThat(check.well().getAsBoolean()).isTrue();
    kms.healthz = "on fire";
    assertThat(check.well().getAsBoolean()).as("believed for a while").isTrue();
    clock.advance(Duration.ofSeconds(30));
    assertThat(check.well().getAsBoolean()).isFalse();
    create(api, "still");
    kms.close();
    clock.advance(Duration.ofSeconds(200));
    assertThat(Api.failureText(() -> create(api, "late")))
        .startsWith(
            "500 InternalError: Internal error occurred: encryptedDEKSource with keyID hash"
                + " \"sha256:")
        .contains(" expired at ");
    assertThat(api.get(SECRETS + "/a").object("data").string("k")).isEqualTo(PLAIN);
    api.post("/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'free'}}");
    api.delete(SECRETS + "/a");
    api.config.store().close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          on fire | v2 | key-1 | false | kmsv2 Provider vault is not healthy, error: got unexpected healthz status: on fire
          ok      | v3 | key-1 | false | kmsv2 Provider vault is not healthy, error: expected KMSv2 API version v2, got v3
          ok      | v2 |       | false | kmsv2 Provider vault is not healthy, error: got invalid KMSv2 KeyID hash "": keyID is empty
          ok      | v2 | key-1 | true  | kmsv2 Provider vault is not healthy, error: failed to rotate DEK, errGen=failed to encrypt DEK, error: rpc error: code = FailedPrecondition desc = no + more: keys, statusKeyIDHash="sha256:4f9b7dd1ec2bbfd2"
          """)
  void aPluginThatIsIllIsRefused(
      String healthz, String version, String keyId, boolean broken, String why) {
    kms.healthz = healthz;
    kms.version = version;
    kms.keyId = keyId == null ? "" : keyId;
    kms.broken = broken;
    assertThatThrownBy(this::secrets)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(why.replaceAll("sha256:.*", "sha256:"));
  }

  @Test
  void aPluginThatIsNotThereIsRefused() {
    kms.close();
    assertThatThrownBy(() -> parse("'secrets'", provider(",'timeout':'100ms'")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "failed to perform status section of the healthz check for KMS Provider vault, error:"
                + " rpc error: code = DeadlineExceeded desc = context deadline exceeded");
  }

  @Test
  void anotherConfigurationTakesOver() throws IOException {
    Encryption encryption = Encryption.changing(parse("'*.*'", provider("")));
    Api api = open(encryption);
    api.post(
        "/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'x'},'data':{'k':'dull'}}");
    assertThat(onDisk()).doesNotContain("dull");
    assertThat(encryption.health()).extracting(HealthCheck::name).containsExactly("kms-providers");
    encryption.configure(parse("'*.*'", "{'identity':{}}", provider("")));
    api.put(
        "/api/v1/namespaces/default/configmaps/x",
        api.get("/api/v1/namespaces/default/configmaps/x"));
    api.config.store().close();
    assertThat(onDisk()).contains("dull");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'apiVersion':'v2','endpoint':'unix:///x'                 | resources[0].providers[0].kms.name: Required value: name is a mandatory field for a provider
          'apiVersion':'v2','name':'a:b','endpoint':'unix:///x'    | resources[0].providers[0].kms.name: Invalid value: "a:b": invalid KMS provider name a:b, must not contain ':'
          'apiVersion':'v2','name':'a'                             | resources[0].providers[0].kms.endpoint: Invalid value: "": endpoint is a mandatory field for a kms
          'apiVersion':'v2','name':'a','endpoint':'tcp://x'        | resources[0].providers[0].kms.endpoint: Invalid value: "tcp://x": unsupported scheme "tcp" for KMS provider, only unix is supported
          'apiVersion':'v2','name':'a','endpoint':'unix:///x','timeout':'-1s' | resources[0].providers[0].kms.timeout: Invalid value: "-1s": timeout should be a positive value
          'apiVersion':'v2','name':'a','endpoint':'unix:///x','cachesize':5 | resources[0].providers[0].kms.cachesize: Invalid value: 5: cachesize is not supported in v2
          'apiVersion':'v3','name':'a','endpoint':'unix:///x'      | resources[0].providers[0].kms.apiVersion: Invalid value: "v3": unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported
          'name':'a','endpoint':'unix:///x'                        | KMSv1 is deprecated and is not supported by this server. Use KMSv2 instead.
          """)
  void whatIsWrongIsSaid(String kms, String message) {
    assertThatThrownBy(() -> parse("'secrets'", "{'kms':{" + kms + "}}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }
}
