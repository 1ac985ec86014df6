package k4j.cluster;

import java.util.List;
import java.util.function.Supplier;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.CertificateAuthenticator;
import k4j.apiserver.authentication.FrontProxyAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticators;
import k4j.apiserver.authorization.AccessReviews;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.bootstrap.DefaultRoles;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.token.BootstrapTokens;
import k4j.apiserver.token.OidcDiscovery;
import k4j.apiserver.token.Reviews;
import k4j.apiserver.token.ServiceAccountTokens;
import k4j.apiserver.token.SigningKey;
import k4j.apiserver.token.TokenIssuer;
import k4j.apiserver.token.TokenKeys;
import k4j.apiserver.token.TokenReviews;
import k4j.client.Surroundings;
import k4j.cluster.certificates.ClusterCertificates;

/// Who may come in and what they may do: everything of the API server that needs keys and roles.
record Security(
    List<Authenticator> authenticators,
    Authorizer authorizer,
    RbacRoles roles,
    TokenIssuer issuer,
    List<Endpoint> endpoints) {

  /// The issuer of tokens, and the audience of the API server itself.
  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  static Security of(
      Reader reader,
      Catalog catalog,
      ClusterCertificates certificates,
      String server,
      Surroundings surroundings,
      Supplier<String> ids) {
    var roles = new RbacRoles(reader);
    var authorizer = AuthorizerChain.of(reader, roles, DefaultRoles.nodeRules());
    var key = new SigningKey(certificates.serviceAccountKeys());
    List<String> audiences = List.of(ISSUER);
    var keys = TokenKeys.of(key);
    var tokens =
        new TokenAuthenticators(
            List.of(
                new ServiceAccountTokens(
                    keys, List.of(ISSUER), audiences, reader, surroundings.clock()),
                new BootstrapTokens(reader, audiences, surroundings.clock())),
            audiences);
    var issuer = new TokenIssuer(key, ISSUER, audiences, reader, surroundings.clock(), ids);
    var reviews =
        new Reviews(
            catalog,
            new TokenReviews(tokens, audiences, surroundings.clock()),
            new AccessReviews(authorizer, roles));
    return new Security(
        List.of(
            new FrontProxyAuthenticator(
                () -> List.of(certificates.frontProxyAuthority().certificate()),
                List.of("front-proxy-client"),
                surroundings.clock()),
            new CertificateAuthenticator(
                () -> List.of(certificates.authority().certificate()), surroundings.clock()),
            tokens),
        authorizer,
        roles,
        issuer,
        List.of(reviews, new OidcDiscovery(keys, ISSUER, server)));
  }

  static ObjectType tokenRequest(Catalog catalog) {
    ObjectType type = catalog.kind("authentication.k8s.io/v1", "TokenRequest");
    if (type == null) {
      throw new IllegalStateException("the schema has no TokenRequest");
    }
    return type;
  }
}
