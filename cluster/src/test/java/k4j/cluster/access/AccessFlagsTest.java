package k4j.cluster.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import k4j.api.json.JsonParser;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.Credentials;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.client.Surroundings;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFlagsTest {

  private static final Authorizer RBAC =
      wanted -> wanted.user().name().equals("amy") ? Decision.ALLOW : Decision.NO_OPINION;

  @TempDir private Path folder;
  private final MovableClock clock = new MovableClock();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private Path authentication;

  @BeforeEach
  void files() throws IOException {
    authentication = folder.resolve("authentication.yaml");
    unnamed("{enabled: true, conditions: [{path: /livez}]}");
    Files.writeString(
        folder.resolve("policies"),
        """
        # who may what
        {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"bob","namespace":"ns","resource":"pods","readonly":true,"apiGroup":""}}
        {"user":"old"}
        """);
    Files.writeString(folder.resolve("broken"), "\n{\"user\":\n");
  }

  private void unnamed(String anonymous) throws IOException {
    Files.writeString(
        authentication,
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: "
            + anonymous
            + "\n");
  }

  /// `a=b c=d` as flags; `DIR` stands for the folder of the files.
  private AccessFlags flags(String text) {
    var values = new HashMap<String, String>();
    for (String each : text == null ? new String[0] : text.split(" ")) {
      String[] pair = each.replace("DIR", folder.toString()).split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return new AccessFlags(values);
  }

  private Surroundings surroundings() {
    return new Surroundings(clock, clock, new SplittableRandom(1));
  }

  private AuthenticationFlags.More authenticators(AccessFlags flags) {
    return flags
        .authentication()
        .authenticators(
            new Terms(List.of("api"), List.of("https://own"), Terms.ALGORITHMS),
            flags.authorization().allowsAll(),
            surroundings(),
            closing::add);
  }

  private Authorizer authorizer(AccessFlags flags) {
    return flags
        .authorization()
        .authorizer(
            Map.of(
                "RBAC", RBAC,
                "Node", _ -> Decision.NO_OPINION,
                "AlwaysAllow", _ -> Decision.ALLOW,
                "AlwaysDeny", _ -> Decision.NO_OPINION),
            surroundings(),
            closing::add);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          authentication-config=DIR/authentication.yaml oidc-client-id=a | authentication-config file and oidc-* flags are mutually exclusive
          authentication-config=DIR/authentication.yaml anonymous-auth=true | anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file
          oidc-client-id=a                             | oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set
          oidc-issuer-url=https://x oidc-groups-claim=g | oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set
          oidc-issuer-url=http://x oidc-client-id=a    | jwt[0].issuer.url: Invalid value: "http://x": URL scheme must be https
          oidc-issuer-url=https://x oidc-client-id=a oidc-signing-algs=HS256 | oidc: unsupported signing alg: "HS256"
          oidc-issuer-url=https://x oidc-client-id=a oidc-required-claim=b | invalid argument "b" for "--oidc-required-claim" flag: malformed pair, expect string=string
          anonymous-auth=perhaps                       | invalid argument "perhaps" for "--anonymous-auth" flag: strconv.ParseBool: parsing "perhaps": invalid syntax
          authorization-mode=Node,Magic                | authorization-mode "Magic" is not a valid mode
          authorization-mode=ABAC                      | authorization-mode ABAC's authorization policy file not passed
          authorization-mode=Webhook                   | authorization-mode Webhook's authorization config file not passed
          authorization-policy-file=DIR/policies       | cannot specify --authorization-policy-file without mode ABAC
          authorization-webhook-config-file=DIR/x      | cannot specify --authorization-webhook-config-file without mode Webhook
          authorization-mode=RBAC,RBAC                 | authorization-mode ["RBAC" "RBAC"] has mode specified more than once
          authorization-config=DIR/x authorization-mode=RBAC | --authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined
          authorization-config=DIR/x authorization-webhook-version=v1 | --authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined
          """)
  void whatDoesNotFitTogetherIsSaid(String text, String message) {
    AccessFlags flags = flags(text);
    assertThatThrownBy(
            () -> {
              authenticators(flags);
              authorizer(flags);
            })
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  @Test
  void aBrokenPolicyIsShownWithItsLine() {
    assertThatThrownBy(
            () -> authorizer(flags("authorization-mode=ABAC authorization-policy-file=DIR/broken")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "error reading policy file " + folder.resolve("broken") + ", line 2: {\"user\":: ");
  }

  /// Who may do it by which modes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                       | amy  | get    | ns | pods    | ALLOW
                                       | bob  | get    | ns | pods    | NO_OPINION
                                       | root | delete | ns | pods    | ALLOW
          authorization-mode=AlwaysAllow | bob | delete | ns | pods   | ALLOW
          authorization-mode=AlwaysDeny | amy | get    | ns | pods    | NO_OPINION
          authorization-mode=AlwaysDeny | root | get   | ns | pods    | ALLOW
          authorization-mode=ABAC authorization-policy-file=DIR/policies | bob | get    | ns | pods    | ALLOW
          authorization-mode=ABAC authorization-policy-file=DIR/policies | bob | delete | ns | pods    | NO_OPINION
          authorization-mode=ABAC authorization-policy-file=DIR/policies | bob | get    | ns | secrets | NO_OPINION
          authorization-mode=ABAC authorization-policy-file=DIR/policies | bob | get    | x  | pods    | NO_OPINION
          authorization-mode=ABAC authorization-policy-file=DIR/policies | old | delete | x  | secrets | ALLOW
          authorization-mode=ABAC authorization-policy-file=DIR/policies | amy | get    | ns | pods    | NO_OPINION
          authorization-mode=ABAC,RBAC authorization-policy-file=DIR/policies | amy | get | ns | pods  | ALLOW
          """)
  void modesAreAskedInOrder(
      String text, String user, String verb, String namespace, String resource, String verdict) {
    var who = User.of(user, user.equals("root") ? User.MASTERS : "people");
    assertThat(
            authorizer(flags(text))
                .authorize(Attributes.ofResource(who, verb, "", resource, namespace, "")))
        .extracting(Decision::verdict)
        .isEqualTo(Authorizer.Verdict.valueOf(verdict));
  }

  /// Who comes unnamed, and where.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                         | /livez | true
                                         | /api   | true
          anonymous-auth=false           | /livez | false
          authorization-mode=AlwaysAllow | /livez | false
          authentication-config=DIR/authentication.yaml | /livez  | true
          authentication-config=DIR/authentication.yaml | /livez/ | false
          authentication-config=DIR/authentication.yaml | /api    | false
          """)
  void theUnnamedComeWhereTheyMay(String text, String path, boolean comes) {
    Authenticator nameless = authenticators(flags(text)).nameless();
    var credentials = new Credentials(List.of(), "", Map.of(), path);
    assertThat(nameless.authenticate(credentials) instanceof Authenticator.Result.NotMine)
        .isEqualTo(comes);
  }

  @Test
  void whoComesUnnamedDoesNotChange() throws Exception {
    Authenticator nameless =
        authenticators(flags("authentication-config=DIR/authentication.yaml")).nameless();
    unnamed("{enabled: true}");
    clock.advance(Duration.ofSeconds(11));
    assertThat(nameless.authenticate(new Credentials(List.of(), "", Map.of(), "/api")))
        .isInstanceOf(Authenticator.Result.Rejected.class);
    assertThat(closing).hasSize(1);
    closing.getFirst().close();
  }

  @Test
  void oldFlagsSayWhatAFileSays() throws IOException {
    Files.writeString(folder.resolve("ca.pem"), "PEM");
    var values =
        new FlagValues(
            Map.of(
                "oidc-issuer-url", "https://x",
                "oidc-client-id", "me",
                "oidc-ca-file", folder.resolve("ca.pem").toString(),
                "oidc-groups-claim", "g",
                "oidc-groups-prefix", "p:",
                "oidc-required-claim", "hd=acme.io"));
    assertThat(new OidcFlags(values).configuration().orElseThrow())
        .isEqualTo(
            JsonParser.parseObject(
                """
                {"apiVersion":"apiserver.config.k8s.io/v1","kind":"AuthenticationConfiguration",\
                "jwt":[{"issuer":{"url":"https://x","audiences":["me"],"certificateAuthority":"PEM"},\
                "claimMappings":{"username":{"claim":"sub","prefix":"https://x#"},\
                "groups":{"claim":"g","prefix":"p:"}},\
                "claimValidationRules":[{"claim":"hd","requiredValue":"acme.io"}]}]}\
                """
                    .getBytes(UTF_8)));
  }
}
