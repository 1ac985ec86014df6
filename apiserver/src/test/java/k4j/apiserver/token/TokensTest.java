package k4j.apiserver.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.apiserver.authentication.AuthenticationNotes;
import k4j.apiserver.authentication.Authenticator.Result;
import k4j.apiserver.authentication.Credentials;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticators;
import k4j.apiserver.authentication.TokenFile;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {

  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
  private static final List<String> AUDIENCES = List.of(ISSUER);

  private final MovableClock clock = new MovableClock();
  private final SigningKey key = new SigningKey(keys());
  private final MapReader reader =
      new MapReader()
          .with(
              Resources.SERVICE_ACCOUNTS,
              "{'metadata':{'name':'sa','namespace':'ns','uid':'sa-1'}}")
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'p','namespace':'ns','uid':'pod-1'},
               'spec':{'serviceAccountName':'sa','nodeName':'n1'}}\
              """)
          .with(Resources.NODES, "{'metadata':{'name':'n1','uid':'node-1'}}");
  private final TokenIssuer issuer =
      new TokenIssuer(key, ISSUER, AUDIENCES, reader, clock, () -> "id-1");
  private final List<Request> written = new ArrayList<>();
  private final LegacyTokenUse use = new LegacyTokenUse(() -> new Recorder(written), clock);
  private final TokenAuthenticators tokens =
      new TokenAuthenticators(
          List.of(
              new ServiceAccountTokens(
                  TokenKeys.of(key), List.of(ISSUER), AUDIENCES, reader, use, clock),
              new BootstrapTokens(reader, AUDIENCES, clock),
              new TokenFile("secret-1,ann,7,\"a,b\"\nsecret-2,bob,8\n", AUDIENCES)),
          AUDIENCES);

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject issue(String spec) {
    return issuer.issue("ns", "sa", MapReader.json("{'spec':" + spec + "}"));
  }

  private static String token(JsonObject request) {
    return request.object("status").string("token");
  }

  private Result show(String token) {
    return tokens.authenticate(new Credentials(List.of(), token));
  }

  @Test
  void aTokenStandsForItsServiceAccount() {
    JsonObject request = issue("{}");
    assertThat(request.object("spec"))
        .hasToString("{\"audiences\":[\"" + ISSUER + "\"],\"expirationSeconds\":3600}");
    assertThat(request.object("status").string("expirationTimestamp"))
        .isEqualTo("2026-01-01T01:00:00Z");
    assertThat(request.object("metadata").string("uid")).isEqualTo("sa-1");
    assertThat(show(token(request)))
        .isEqualTo(
            new Result.Known(
                new User(
                    "system:serviceaccount:ns:sa",
                    "sa-1",
                    List.of("system:serviceaccounts", "system:serviceaccounts:ns"),
                    Map.of("authentication.kubernetes.io/credential-id", List.of("JTI=id-1")))));
  }

  @Test
  void aBoundTokenTellsPodAndNode() {
    String token = token(issue("{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'p'}}"));
    assertThat(show(token)).isInstanceOf(Result.Known.class);
    assertThat(((Result.Known) show(token)).user().extra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
        .containsEntry("authentication.kubernetes.io/pod-uid", List.of("pod-1"))
        .containsEntry("authentication.kubernetes.io/node-name", List.of("n1"))
        .containsEntry("authentication.kubernetes.io/node-uid", List.of("node-1"));
    assertThat(SigningKey.unverified(token).orElseThrow().object("kubernetes.io"))
        .hasToString(
            """
            {"namespace":"ns","node":{"name":"n1","uid":"node-1"},\
            "pod":{"name":"p","uid":"pod-1"},"serviceaccount":{"name":"sa","uid":"sa-1"}}\
            """);
  }

  @Test
  void endsWithItsTimeItsPodAndItsAccount() {
    String token = token(issue("{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'p'}}"));
    clock.advance(Duration.ofMinutes(60));
    assertThat(show(token)).isInstanceOf(Result.Known.class);
    clock.advance(Duration.ofSeconds(61));
    assertThat(show(token)).isEqualTo(new Result.Rejected("service account token has expired"));

    String fresh = token(issue("{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'p'}}"));
    reader.with(Resources.PODS, "{'metadata':{'name':'p','namespace':'ns','uid':'pod-2'}}");
    assertThat(show(fresh))
        .isEqualTo(
            new Result.Rejected(
                "Pod UID (pod-2) does not match service account pod ref claim (pod-1)"));
    String unbound = token(issue("{}"));
    reader.with(
        Resources.SERVICE_ACCOUNTS, "{'metadata':{'name':'sa','namespace':'ns','uid':'sa-2'}}");
    assertThat(show(unbound))
        .isEqualTo(new Result.Rejected("service account UID (sa-2) does not match claim (sa-1)"));
  }

  @Test
  void refusesOtherKeysAndOtherAudiences() {
    var stranger =
        new TokenIssuer(new SigningKey(keys()), ISSUER, AUDIENCES, reader, clock, () -> "id-2");
    String forged = token(stranger.issue("ns", "sa", JsonObject.EMPTY));
    assertThat(show(forged)).isEqualTo(new Result.Rejected("invalid signature"));
    assertThat(show("abc")).isEqualTo(new Result.NotMine());
    String vault = token(issue("{'audiences':['vault']}"));
    assertThat(show(vault)).isInstanceOf(Result.Rejected.class);

    var reviews = new TokenReviews(tokens, AUDIENCES, clock);
    assertThat(
            reviews
                .token(
                    MapReader.json("{'spec':{'audiences':['vault','x'],'token':'" + vault + "'}}"))
                .object("status"))
        .hasToString(
            """
            {"audiences":["vault"],"authenticated":true,"user":{"extra":\
            {"authentication.kubernetes.io/credential-id":["JTI=id-1"]},\
            "groups":["system:serviceaccounts","system:serviceaccounts:ns",\
            "system:authenticated"],"uid":"sa-1","username":"system:serviceaccount:ns:sa"}}\
            """);
    assertThat(
            reviews
                .token(MapReader.json("{'spec':{'token':'x'}}"))
                .object("status")
                .string("error"))
        .isEqualTo("invalid bearer token");
  }

  @Test
  void kubeletsGetTokensThatLastLonger() {
    JsonObject request =
        issue(
            """
            {'expirationSeconds':3607,
             'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'p','uid':'pod-1'}}\
            """);
    JsonObject claims = SigningKey.unverified(token(request)).orElseThrow();
    assertThat(claims.integer("exp") - claims.integer("iat")).isEqualTo(365 * 24 * 3600);
    assertThat(claims.object("kubernetes.io").integer("warnafter") - claims.integer("iat"))
        .isEqualTo(3607);
    assertThat(request.object("status").string("expirationTimestamp"))
        .isEqualTo("2026-01-01T01:00:07Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'expirationSeconds':599} | TokenRequest.authentication.k8s.io \"\" is invalid:"
            + " spec.expirationSeconds: Invalid value: 599: may not specify a duration less than"
            + " 10 minutes",
        "{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'q'}} | pods \"q\" not found",
        "{'boundObjectRef':{'apiVersion':'v1','kind':'Service','name':'q'}} | cannot bind token to"
            + " object of type /v1, Kind=Service",
        "{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'p','uid':'z'}} | Operation"
            + " cannot be fulfilled on Pod \"p\": the UID in the bound object reference (z) does"
            + " not match the UID in record. The object might have been deleted and then"
            + " recreated",
      })
  void refuses(String spec, String message) {
    assertThatThrownBy(() -> issue(spec.replace('"', '\''))).hasMessage(message);
  }

  @Test
  void refusesAccountsThatDoNotExistOrDoNotFit() {
    assertThatThrownBy(() -> issuer.issue("ns", "no", JsonObject.EMPTY))
        .hasMessage("serviceaccounts \"no\" not found");
    reader.with(
        Resources.SERVICE_ACCOUNTS, "{'metadata':{'name':'sb','namespace':'ns','uid':'sb-1'}}");
    assertThatThrownBy(() ->
            issuer.issue(
                "ns",
                "sb",
                MapReader.json(
                    """
                    {'spec':{'boundObjectRef':
                     {'apiVersion':'v1','kind':'Pod','name':'p'}}}\
                    """)))
        .hasMessage(
            "cannot bind token for serviceaccount \"sb\" to pod running with different"
                + " serviceaccount name.");
  }

  @Test
  void legacyTokensLiveAsLongAsTheirSecret() {
    JsonObject secret = MapReader.json("{'metadata':{'name':'s','namespace':'ns'}}");
    JsonObject account = reader.get(Resources.SERVICE_ACCOUNTS, "ns", "sa").orElseThrow();
    String token = issuer.legacyToken(account, secret);
    assertThat(show(token)).isEqualTo(new Result.Rejected("Token has been invalidated"));
    reader.with(
        Resources.SECRETS,
        secret.with(
            "data",
            JsonObject.EMPTY.with("token", Base64.getEncoder().encodeToString(token.getBytes()))));
    assertThat(show(token)).isInstanceOf(Result.Known.class);
    clock.advance(Duration.ofDays(1000));
    assertThat(show(token)).isInstanceOf(Result.Known.class);
  }

  /// Takes requests and answers nothing.
  private record Recorder(List<Request> into) implements Transport {
    @Override
    public Response send(Request request) {
      into.add(request);
      return new Response(200, JsonObject.EMPTY, List.of());
    }

    @Override
    public EventStream watch(Request request) {
      throw new AssertionError(request);
    }

    @Override
    public void close() {}
  }

  /// What is heard of a legacy token by whether its account lists it, and by the secret's labels.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          false | {}                                                      | manual-secret=s        |                    | 2026-01-01
          true  | {}                                                      | autogenerated-secret=s | Use tokens from    | 2026-01-01
          false | {'kubernetes.io/legacy-token-last-used':'2026-01-01'}   | manual-secret=s        |                    |
          false | {'kubernetes.io/legacy-token-last-used':'2026-01-02'}   | manual-secret=s        |                    |
          false | {'kubernetes.io/legacy-token-last-used':'2025-12-31'}   | manual-secret=s        |                    | 2026-01-01
          true  | {'kubernetes.io/legacy-token-invalid-since':'2025-01-01'} | invalidated=s/ns     |                    | 2026-01-01
          """)
  void theUseOfALegacyTokenIsNoted(
      boolean listed, String labels, String audit, String warning, String written) {
    JsonObject secret =
        MapReader.json(
            "{'metadata':{'name':'s','namespace':'ns','uid':'u','labels':" + labels + "}}");
    JsonObject account = reader.get(Resources.SERVICE_ACCOUNTS, "ns", "sa").orElseThrow();
    String token = issuer.legacyToken(account, secret);
    reader.with(
        Resources.SECRETS,
        secret.with(
            "data",
            JsonObject.EMPTY.with("token", Base64.getEncoder().encodeToString(token.getBytes()))));
    reader.with(
        Resources.SERVICE_ACCOUNTS,
        listed
            ? account.with("secrets", MapReader.json("{'a':[{'name':'s'}]}").array("a"))
            : account);
    var told = new ArrayList<String>();
    var warned = new ArrayList<String>();
    var notes =
        new AuthenticationNotes() {
          @Override
          public void warn(String text) {
            warned.add(text);
          }

          @Override
          public void annotate(String key, String value) {
            told.add(key + "=" + value);
          }
        };
    Result result = ScopedValue.where(AuthenticationNotes.CURRENT, notes).call(() -> show(token));
    assertThat(result instanceof Result.Known).isEqualTo(!labels.contains("invalid"));
    assertThat(told).containsExactly("authentication.k8s.io/legacy-token-" + audit);
    assertThat(warned).hasSize(warning == null ? 0 : 1).allMatch(text -> text.startsWith(warning));
    if (written == null) {
      assertThat(this.written).isEmpty();
    } else {
      assertThat(this.written.getFirst().path()).isEqualTo("/api/v1/namespaces/ns/secrets/s");
      assertThat(this.written.getFirst().body())
          .isEqualTo(
              MapReader.json(
                  "{'metadata':{'uid':'u','labels':{'kubernetes.io/legacy-token-last-used':'%s'}}}"
                      .formatted(written)));
    }
  }

  @Test
  void publishesItsKey() {
    JsonObject set = MapReader.json(TokenKeys.of(key).keySet());
    JsonObject published = set.array("keys").object(0);
    assertThat(published.string("kty")).isEqualTo("EC");
    assertThat(published.string("alg")).isEqualTo("ES256");
    assertThat(published.string("use")).isEqualTo("sig");
    assertThat(published.has("d")).isFalse();
    String header = token(issue("{}")).split("\\.")[0];
    assertThat(new String(Base64.getUrlDecoder().decode(header)))
        .isEqualTo("{\"kid\":\"" + published.string("kid") + "\",\"alg\":\"ES256\"}");
  }

  @Test
  void oldKeysAreBelievedAndRsaSigns() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var rsa = new SigningKey(generator.generateKeyPair());
    var both = new TokenKeys(List.of(rsa.verifying(), key.verifying()));
    var believing = new ServiceAccountTokens(both, List.of(ISSUER), AUDIENCES, reader, use, clock);
    String old = token(issue("{}"));
    String next =
        token(
            new TokenIssuer(rsa, ISSUER, AUDIENCES, reader, clock, () -> "id-2")
                .issue("ns", "sa", MapReader.json("{'spec':{}}")));
    assertThat(new String(Base64.getUrlDecoder().decode(next.split("\\.")[0])))
        .contains("\"alg\":\"RS256\"");
    for (String token : List.of(old, next)) {
      assertThat(believing.authenticate(token, AUDIENCES))
          .isInstanceOf(TokenAuthenticator.Result.Known.class);
    }
    assertThat(both.algorithms()).containsExactly("ES256", "RS256");
    assertThat(show(next)).as("of an unknown key").isInstanceOf(Result.Rejected.class);
  }

  @Test
  void aTokenFileKnowsItsUsers() {
    assertThat(show("secret-1"))
        .isEqualTo(new Result.Known(new User("ann", "7", List.of("a", "b"), Map.of())));
    assertThat(show("secret-3")).isEqualTo(new Result.NotMine());
    assertThat(tokens.authenticate("secret-2", List.of("vault")))
        .as("meant for the API server only")
        .isEqualTo(new TokenAuthenticator.Result.NotMine());
    assertThatThrownBy(() -> new TokenFile("secret-1,ann", AUDIENCES))
        .hasMessage(
            "token file must have at least 3 columns (token, user name, user uid), found 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          abcdef.0123456789abcdef | token-id=abcdef,token-secret=0123456789abcdef,usage-bootstrap-authentication=true | system:bootstrappers
          abcdef.0123456789abcdef | token-id=abcdef,token-secret=0123456789abcdef,usage-bootstrap-authentication=true,expiration=2026-01-01T00:00:01Z,auth-extra-groups=system:bootstrappers:x | system:bootstrappers,system:bootstrappers:x
          abcdef.0123456789abcdef | token-id=abcdef,token-secret=0123456789abcdef,usage-bootstrap-authentication=true,expiration=2026-01-01T00:00:00Z | -
          abcdef.0123456789abcdef | token-id=abcdef,token-secret=0123456789abcdef,usage-bootstrap-authentication=true,auth-extra-groups=system:masters | -
          abcdef.0123456789abcdef | token-id=abcdef,token-secret=0123456789abcdef | -
          abcdef.0123456789abcdef | token-id=abcdeg,token-secret=0123456789abcdef,usage-bootstrap-authentication=true | -
          abcdef.0123456789abcdeX | token-id=abcdef,token-secret=0123456789abcdef,usage-bootstrap-authentication=true | -
          abcdef.1123456789abcdef | token-id=abcdef,token-secret=0123456789abcdef,usage-bootstrap-authentication=true | -
          """)
  void aBootstrapTokenIsASecret(String token, String content, String groups) {
    JsonObject data = JsonObject.EMPTY;
    for (String pair : content.split(",")) {
      int at = pair.indexOf('=');
      byte[] value = pair.substring(at + 1).getBytes(StandardCharsets.UTF_8);
      data = data.with(pair.substring(0, at), Base64.getEncoder().encodeToString(value));
    }
    reader.with(
        Resources.SECRETS,
        MapReader.json(
                "{'metadata':{'name':'bootstrap-token-abcdef','namespace':'kube-system'},"
                    + "'type':'bootstrap.kubernetes.io/token'}")
            .with("data", data)
            .toString());
    Result expected =
        groups.equals("-")
            ? new Result.NotMine()
            : new Result.Known(
                new User("system:bootstrap:abcdef", "", List.of(groups.split(",")), Map.of()));
    assertThat(show(token)).isEqualTo(expected);
  }
}
