package k4j.apiserver.encryption;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.Api;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {

  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  private static final String PLAIN = "cGxhaW5wbGFpbnBsYWlu"; // plainplainplain
  private static final RandomGenerator RANDOM = new SplittableRandom(7);

  private static final Envelopes.Plugins NO_PLUGINS =
      (name, _, _) -> {
        throw new AssertionError(name);
      };

  @TempDir private Path folder;

  private static String key(String name, int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return "{'name':'%s','secret':'%s'}".formatted(name, Base64.getEncoder().encodeToString(bytes));
  }

  private static EncryptionConfiguration parse(String sections) {
    String file =
        "{'apiVersion':'apiserver.config.k8s.io/v1','kind':'EncryptionConfiguration','resources':["
            + sections
            + "]}";
    return EncryptionConfiguration.parse(
        file.replace('\'', '"').getBytes(UTF_8), RANDOM, NO_PLUGINS);
  }

  private static EncryptionConfiguration secrets(String... providers) {
    return parse("{'resources':['secrets'],'providers':[" + String.join(",", providers) + "]}");
  }

  private static String provider(String kind, String... keys) {
    return "{'%s':{'keys':[%s]}}".formatted(kind, String.join(",", keys));
  }

  /// A server over the folder; its store is closed by the test.
  private Api open(Encryption encryption) throws IOException {
    var clock = new MovableClock();
    var store =
        EmbeddedStore.open(
            folder,
            new StoredObjectCodec(encryption, new BuiltinCatalog()),
            StoreSettings.of(clock, clock));
    return new Api(builder -> builder.store(store).encryption(encryption));
  }

  private String onDisk() throws IOException {
    var all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    return all.toString();
  }

  private static void create(Api api, String name) {
    api.post(SECRETS, "{'metadata':{'name':'%s'},'data':{'k':'%s'}}".formatted(name, PLAIN));
  }

  private static String read(Api api, String name) {
    return api.get(SECRETS + "/" + name).object("data").string("k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void noPlainTextLiesOnDisk(String kind) throws IOException {
    var encryption = Encryption.of(secrets(provider(kind, key("key1", 1))));
    Api api = open(encryption);
    create(api, "one");
    api.configMap("other");
    assertThat(onDisk())
        .contains("k8s:enc:" + kind + ":v1:key1:")
        .contains("\"other\"")
        .doesNotContain(PLAIN);
    api.config.store().close();
    Api again = open(encryption);
    assertThat(read(again, "one")).isEqualTo(PLAIN);
    again.config.store().close();
    assertThat(onDisk()).doesNotContain(PLAIN);
  }

  /// Snapshots are made of what the codec gives for values that are known already.
  @Test
  void aSnapshotIsSealedToo() {
    var encryption = Encryption.of(secrets(provider("aesgcm", key("key1", 1))));
    Api api = new Api();
    create(api, "one");
    String name = "secrets/default/one";
    var stored = api.config.store().snapshot().get(name).value();
    byte[] bytes = new StoredObjectCodec(encryption, new BuiltinCatalog()).encode(name, stored);
    assertThat(new String(bytes, ISO_8859_1))
        .startsWith("k8s:enc:aesgcm:v1:key1:")
        .doesNotContain(PLAIN);
  }

  @Test
  void keysRotate() throws IOException {
    String old = key("old", 1);
    String next = key("new", 2);
    var encryption = Encryption.of(secrets(provider("aescbc", old)));
    Api api = open(encryption);
    create(api, "one");
    encryption.configure(secrets(provider("aescbc", next, old)));
    JsonObject before = api.get(SECRETS + "/one");
    JsonObject after = api.put(SECRETS + "/one", before);
    assertThat(Api.version(after)).as("the write is renewed").isNotEqualTo(Api.version(before));
    assertThat(Api.version(api.put(SECRETS + "/one", after)))
        .as("once")
        .isEqualTo(Api.version(after));
    assertThat(onDisk()).contains("k8s:enc:aescbc:v1:new:");
    api.config.store().close();
    encryption.configure(secrets("{'identity':{}}", provider("aescbc", next, old)));
    Api plain = open(encryption);
    assertThat(read(plain, "one")).isEqualTo(PLAIN);
    plain.put(SECRETS + "/one", plain.get(SECRETS + "/one"));
    assertThat(onDisk()).as("back to plain text").contains(PLAIN);
    plain.config.store().close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aescbc    | key1 | 2 | invalid padding on input
          aesgcm    | key1 | 2 | cipher: message authentication failed
          secretbox | key1 | 2 | output array was not large enough for encryption
          aesgcm    | else | 1 | no matching key was found for the provided AES transformer
          """)
  void withoutItsKeyAnObjectIsAnError(String kind, String name, int value, String problem)
      throws IOException {
    Api api = open(Encryption.of(secrets(provider(kind, key("key1", 1)))));
    create(api, "one");
    api.configMap("other");
    api.config.store().close();
    Api other = open(Encryption.of(secrets(provider(kind, key(name, value)))));
    assertThat(Api.failureText(() -> other.get(SECRETS + "/one")))
        .isEqualTo("500 InternalError: Internal error occurred: " + problem);
    assertThat(Api.failureText(() -> other.get(SECRETS)))
        .isEqualTo(
            "500 InternalError: Internal error occurred: unable to transform key"
                + " \"/registry/secrets/default/one\": "
                + problem);
    assertThat(other.get(Api.CONFIGMAPS + "/other").isEmpty()).isFalse();
    other.config.store().close();
    Api none = open(Encryption.none());
    assertThat(Api.failureText(() -> none.get(SECRETS + "/one")))
        .isEqualTo(
            "500 InternalError: Internal error occurred: identity transformer tried to read"
                + " encrypted data");
    none.config.store().close();
    Api back = open(Encryption.of(secrets(provider(kind, key("key1", 1)))));
    assertThat(read(back, "one")).as("what could not be read was kept").isEqualTo(PLAIN);
    back.config.store().close();
  }

  @Test
  void aValueOpensOnlyWhereItBelongs() throws SealException {
    var encryption = Encryption.of(secrets(provider("aesgcm", key("key1", 1))));
    byte[] sealed = encryption.seal("secrets/a/x", "v".getBytes(UTF_8));
    assertThat(encryption.open("secrets/a/x", sealed).plain()).asString().isEqualTo("v");
    assertThatThrownBy(() -> encryption.open("secrets/b/x", sealed))
        .isInstanceOf(SealException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          secrets/a/x          | one
          configmaps/a/x       | core
          pods/a/x             | core
          deployments.apps/a/x | apps
          pandas.bears.io/a/x  | all
          """)
  void wildcardsChoose(String storeKey, String name) {
    var encryption =
        Encryption.of(
            parse(
                Stream.of("secrets one", "*. core", "*.apps apps", "*.* all")
                    .map(each -> each.split(" "))
                    .map(each ->
                        "{'resources':['%s'],'providers':[%s]}"
                            .formatted(each[0], provider("aesgcm", key(each[1], 1))))
                    .reduce((a, b) -> a + "," + b)
                    .orElseThrow()));
    assertThat(new String(encryption.seal(storeKey, new byte[4]), ISO_8859_1))
        .startsWith("k8s:enc:aesgcm:v1:" + name + ":");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'resources':['secrets'],'providers':[{'aescbc':{'keys':[{'name':'a','secret':'c2hvcnQ='}]}}]} | resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 5, expected one of [16 24 32]
          {'resources':['secrets'],'providers':[{'aescbc':{'keys':[{'name':'a','secret':'!'}]}}]} | resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secrets must be base64 encoded
          {'resources':['secrets'],'providers':[{'aescbc':{'keys':[]}}]} | resources[0].providers[0].aescbc.keys: Required value: at least one keys is required
          {'resources':['secrets'],'providers':[{'aescbc':{'keyz':[]}}]} | strict decoding error: unknown field "resources[0].providers[0].aescbc.keyz"
          {'resources':['Secrets'],'providers':[{'identity':{}}]} | resources[0].resources[0]: Invalid value: "Secrets": resource name should not contain capital letters
          {'resources':['*'],'providers':[{'identity':{}}]} | resources[0].resources[0]: Invalid value: "*": use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources
          {'resources':['secrets','*.'],'providers':[{'identity':{}}]} | resources[0].resources: Invalid value: ["secrets","*."]: using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked
          {'resources':['secrets'],'providers':[]} | resources[0].providers: Required value: at least one resources[0].providers is required
          """)
  void whatIsWrongIsSaidWithoutTheKey(String section, String message) {
    assertThatThrownBy(() -> parse(section))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  /// The test vector of NaCl's secretbox.
  @Test
  void secretboxIsThatOfNaCl() throws SealException {
    HexFormat hex = HexFormat.of();
    byte[] key = hex.parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    byte[] nonce = hex.parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
    byte[] box =
        hex.parseHex(
            "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c5"
                + "31a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7"
                + "cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
                + "7973f622a43d14a6599b1f654cb45a74e355a5");
    byte[] sealed = Arrays.copyOf(nonce, nonce.length + box.length);
    System.arraycopy(box, 0, sealed, nonce.length, box.length);
    byte[] plain = new SecretBox(key, RANDOM).open(sealed, 0, new byte[0]);
    assertThat(hex.formatHex(plain)).startsWith("be075fc53c81f2d5cf141316ebeb0c7b");
    assertThat(plain).hasSize(131);
  }
}
