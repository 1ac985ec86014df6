package k4j.apiserver.authentication.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticator.Result;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.TestWebhook;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationConfigurationTest {

  private static final List<String> API = List.of("api");

  private final MovableClock clock = new MovableClock();
  private final ECKey key = key("one");
  private volatile ECKey published = key;
  private final TestWebhook provider =
      new TestWebhook((exchange, _) -> {
        boolean keys = exchange.getRequestURI().getPath().equals("/keys");
        TestWebhook.send(exchange, 200, keys ? keySet() : description());
      });

  @AfterEach
  void close() {
    provider.close();
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject keySet() {
    return JsonParser.parseObject(new JWKSet(published.toPublicJWK()).toString().getBytes(UTF_8));
  }

  private JsonObject description() {
    return JsonObject.EMPTY
        .with("issuer", provider.url())
        .with("jwks_uri", provider.url() + "/keys");
  }

  private AuthenticationConfiguration.Parsed parse(String content) {
    String file =
        "{'apiVersion':'apiserver.config.k8s.io/v1','kind':'AuthenticationConfiguration',"
            + content
            + "}";
    return new AuthenticationConfiguration(
            new Terms(API, List.of("https://own"), Terms.ALGORITHMS), clock)
        .parse(file.replace('\'', '"').getBytes(UTF_8));
  }

  private TokenAuthenticator provider(String more) {
    String pem =
        new String(Base64.getDecoder().decode(TestWebhook.caBundle()), US_ASCII)
            .replace("\r", "")
            .replace("\n", "\\n");
    return parse(
            "'jwt':[{'issuer':{'url':'%s','audiences':['me'],'certificateAuthority':'%s'},%s}]"
                .formatted(provider.url(), pem, more))
        .providers()
        .getFirst();
  }

  private String token(ECKey by, String more) throws JOSEException {
    JsonObject claims =
        Api.json(
            "{'iss':'%s','aud':['me'],'exp':%d%s}"
                .formatted(provider.url(), clock.instant().getEpochSecond() + 60, more));
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build();
    var token = new JWSObject(header, new Payload(claims.toString()));
    token.sign(new ECDSASigner(by));
    return token.serialize();
  }

  private static final String CLAIMS =
      "'claimMappings':{'username':{'claim':'sub','prefix':'oidc:'},"
          + "'groups':{'claim':'groups','prefix':'g:'},'uid':{'claim':'id'}}";

  @Test
  void claimsMakeAUser() throws JOSEException {
    TokenAuthenticator provider = provider(CLAIMS);
    assertThat(provider.authenticate(token(key, ",'sub':'amy','groups':['a','b'],'id':'7'"), API))
        .isEqualTo(
            new Result.Known(new User("oidc:amy", "7", List.of("g:a", "g:b"), Map.of()), API));
    assertThat(provider.authenticate(token(key, ",'id':'7'"), API))
        .isEqualTo(new Result.Rejected("oidc: parse username claims \"sub\": claim not present"));
    assertThat(provider.authenticate(token(key, ",'sub':'amy','id':'7','jti':'j'"), API))
        .isEqualTo(
            new Result.Known(
                new User(
                    "oidc:amy",
                    "7",
                    List.of(),
                    Map.of("authentication.kubernetes.io/credential-id", List.of("JTI=j"))),
                API));
    assertThat(provider.authenticate("no.token.atall", API)).isEqualTo(new Result.NotMine());
    String late = token(key, ",'sub':'amy'");
    clock.advance(Duration.ofSeconds(60));
    assertThat(provider.authenticate(late, API))
        .isEqualTo(new Result.Rejected("oidc: verify token: oidc: token is expired"));
  }

  @Test
  void onlyTheProvidersKeysCountAndNewOnesAreFetched() throws JOSEException {
    TokenAuthenticator provider = provider(CLAIMS);
    ECKey other = key("two");
    assertThat(provider.authenticate(token(other, ",'sub':'amy','id':'7'"), API))
        .isEqualTo(new Result.Rejected("oidc: verify token: failed to verify signature"));
    published = other;
    assertThat(provider.authenticate(token(other, ",'sub':'amy','id':'7'"), API))
        .as("not asked again at once")
        .isInstanceOf(Result.Rejected.class);
    clock.advance(Duration.ofSeconds(10));
    assertThat(provider.authenticate(token(other, ",'sub':'amy','id':'7'"), API))
        .isInstanceOf(Result.Known.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ,'sub':'amy','roles':'a,b','team':'x'  | amy! [a, b] {acme.io/team=[x]}
          ,'sub':'root','roles':'a','team':'x'   | oidc: error evaluating user info validation rule: validation expression '!user.username.startsWith("root")' failed: no roots
          ,'sub':'amy','roles':'a','team':'y'    | oidc: required claim team value does not match. Got = y, want = x
          ,'sub':'amy','roles':'','team':'x'     | oidc: error evaluating claim validation expression: validation expression 'claims.roles != ""' failed: no role
          """)
  void expressionsMapAndForbid(String claims, String expected) throws JOSEException {
    TokenAuthenticator provider =
        provider(
            """
            'claimMappings':{'username':{'expression':'claims.sub + `!`'},
              'groups':{'expression':'claims.roles.split(`,`)'},
              'extra':[{'key':'acme.io/team','valueExpression':'claims.team'}]},
            'claimValidationRules':[{'claim':'team','requiredValue':'x'},
              {'expression':'claims.roles != ``','message':'no role'}],
            'userValidationRules':[
              {'expression':'!user.username.startsWith(`root`)','message':'no roots'}]\
            """
                .replace("`", "\\\""));
    String shown =
        switch (provider.authenticate(token(key, claims), API)) {
          case Result.Known(User user, List<String> _) ->
              user.name() + " " + user.groups() + " " + user.extra();
          case Result.Rejected(String reason) -> reason;
          case Result.NotMine() -> "not mine";
        };
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void theUnnamedComeWhereTheFileLetsThem() {
    assertThat(parse("'anonymous':{'enabled':true,'conditions':[{'path':'/livez'}]}").anonymous())
        .contains(new AuthenticationConfiguration.Anonymous(true, List.of("/livez")));
    assertThat(parse("'jwt':[]").anonymous()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'issuer':{'url':'http://x','audiences':['a']},'claimMappings':{'username':{'claim':'sub','prefix':''}} | jwt[0].issuer.url: Invalid value: "http://x": URL scheme must be https
          'issuer':{'url':'https://x'},'claimMappings':{'username':{'claim':'sub','prefix':''}} | jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required
          'issuer':{'url':'https://x','audiences':['a']},'claimMappings':{'username':{}} | jwt[0].claimMappings.username: Required value: claim or expression is required
          'issuer':{'url':'https://own','audiences':['a']},'claimMappings':{'username':{'claim':'sub','prefix':''}} | jwt[0].issuer.url: Invalid value: "https://own": URL must not overlap with disallowed issuers: [https://own]
          'issuer':{'url':'https://u@x?a#b','audiences':['a']},'claimMappings':{'username':{'claim':'sub','prefix':''}} | [jwt[0].issuer.url: Invalid value: "https://u@x?a#b": URL must not contain a username or password, jwt[0].issuer.url: Invalid value: "https://u@x?a#b": URL must not contain a query, jwt[0].issuer.url: Invalid value: "https://u@x?a#b": URL must not contain a fragment]
          'issuer':{'url':'https://x','discoveryURL':'https://x/','audiences':['a']},'claimMappings':{'username':{'claim':'sub','prefix':''}} | jwt[0].issuer.discoveryURL: Invalid value: "https://x/": discoveryURL must be different from URL
          'issuer':{'url':'https://x','audiences':['a','a'],'audienceMatchPolicy':'MatchAny'},'claimMappings':{'username':{'claim':'sub','prefix':''}} | jwt[0].issuer.audiences[1]: Duplicate value: "a"
          'issuer':{'url':'https://x','audiences':['a','b']},'claimMappings':{'username':{'claim':'sub','prefix':''}} | jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences
          'issuer':{'url':'https://x','audiences':['a']},'claimMappings':{'username':{'claim':'sub'}} | jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing
          'issuer':{'url':'https://x','audiences':['a']},'claimMappings':{'username':{'expression':'claims.email'}} | jwt[0].claimMappings.username.expression: Invalid value: "claims.email": claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression
          'issuer':{'url':'https://x','audiences':['a']},'claimMappings':{'username':{'claim':'sub','prefix':''},'extra':[{'key':'x.k8s.io/A','valueExpression':'claims.a'}]} | [jwt[0].claimMappings.extra[0].key: Invalid value: "x.k8s.io/A": must be lowercase, jwt[0].claimMappings.extra[0].key: Invalid value: "x.k8s.io/A": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use]
          'issuer':{'url':'https://x','audiences':['a']},'claimMappings':{'username':{'claim':'sub','prefix':''}},'userValidationRules':[{'expression':'user.username'}] | jwt[0].userValidationRules[0].expression: Invalid value: "user.username": must evaluate to bool
          'issuer':{'url':'https://x','audiences':['a']},'claimMapping':{} | strict decoding error: unknown field "jwt[0].claimMapping"
          """)
  void whatIsWrongIsSaid(String provider, String message) {
    assertThatThrownBy(() -> parse("'jwt':[{" + provider + "}]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }
}
