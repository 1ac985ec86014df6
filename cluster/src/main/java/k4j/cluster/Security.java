package k4j.cluster;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.CertificateAuthenticator;
import k4j.apiserver.authentication.FrontProxyAuthenticator;
import k4j.apiserver.authentication.NamelessAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticators;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration;
import k4j.apiserver.authorization.AccessReviews;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.authorization.Rule;
import k4j.apiserver.authorization.webhook.AuthorizationConfiguration;
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
import k4j.apiserver.token.VerifyingKey;
import k4j.client.Surroundings;
import k4j.cluster.certificates.ClusterCertificates;

/// Who may come in and what they may do: everything of the API server that needs keys and roles.
record Security(
    List<Authenticator> authenticators,
    Authorizer authorizer,
    RbacRoles roles,
    TokenIssuer issuer,
    List<Endpoint> endpoints) {

  /// What it all depends on.
  ///
  /// @param server where the API server is reached
  /// @param ids makes the ids of tokens
  /// @param parts what ends with the cluster
  record Basis(
      Catalog catalog,
      ClusterCertificates certificates,
      AccessFlags flags,
      String server,
      Surroundings surroundings,
      Supplier<String> ids,
      Parts parts) {

    InstantSource clock() {
      return surroundings.clock();
    }
  }

  static Security of(Reader reader, Basis basis) {
    var roles = new RbacRoles(reader);
    Authorizer authorizer = authorizer(reader, roles, basis);
    AccessFlags flags = basis.flags();
    SigningKey key =
        flags
            .signingKey()
            .orElseGet(() -> new SigningKey(basis.certificates().serviceAccountKeys()));
    List<VerifyingKey> believed = new ArrayList<>(List.of(key.verifying()));
    believed.addAll(flags.otherKeys());
    var keys = new TokenKeys(believed);
    List<String> audiences = flags.audiences();
    TokenAuthenticators tokens = tokens(reader, basis, keys);
    String first = flags.issuers().getFirst();
    var issuer = new TokenIssuer(key, first, audiences, reader, basis.clock(), basis.ids());
    var reviews =
        new Reviews(
            basis.catalog(),
            new TokenReviews(tokens, audiences, basis.clock()),
            new AccessReviews(authorizer, roles));
    return new Security(
        authenticators(basis, tokens),
        authorizer,
        roles,
        issuer,
        List.of(reviews, new OidcDiscovery(keys, first, basis.server())));
  }

  private static Authorizer authorizer(Reader reader, RbacRoles roles, Basis basis) {
    List<Rule> nodeRules = DefaultRoles.nodeRules();
    Surroundings surroundings = basis.surroundings();
    return basis
        .flags()
        .authorizer(
            file ->
                new AuthorizationConfiguration(
                        AuthorizerChain.byType(reader, roles, nodeRules),
                        surroundings.clock(),
                        surroundings.timer())
                    .parse(file),
            surroundings,
            basis.parts())
        .orElseGet(() -> AuthorizerChain.of(reader, roles, nodeRules));
  }

  private static TokenAuthenticators tokens(Reader reader, Basis basis, TokenKeys keys) {
    AccessFlags flags = basis.flags();
    List<String> audiences = flags.audiences();
    var members = new ArrayList<TokenAuthenticator>();
    flags.tokenFile().ifPresent(members::add);
    members.add(new ServiceAccountTokens(keys, flags.issuers(), audiences, reader, basis.clock()));
    members.add(new BootstrapTokens(reader, audiences, basis.clock()));
    configured(basis).ifPresent(parsed -> members.addAll(parsed.providers()));
    return new TokenAuthenticators(members, audiences);
  }

  private static Optional<AuthenticationConfiguration.Parsed> configured(Basis basis) {
    return basis.flags().authentication(basis.clock());
  }

  private static List<Authenticator> authenticators(Basis basis, TokenAuthenticators tokens) {
    ClusterCertificates certificates = basis.certificates();
    var all = new ArrayList<Authenticator>();
    all.add(
        new FrontProxyAuthenticator(
            () -> List.of(certificates.frontProxyAuthority().certificate()),
            List.of("front-proxy-client"),
            basis.clock()));
    all.add(
        new CertificateAuthenticator(
            () -> List.of(certificates.authority().certificate()), basis.clock()));
    all.add(tokens);
    all.add(
        configured(basis)
            .flatMap(AuthenticationConfiguration.Parsed::anonymous)
            .map(nameless -> new NamelessAuthenticator(nameless.enabled(), nameless.paths()))
            .orElseGet(() -> new NamelessAuthenticator(basis.flags().anonymous(), List.of())));
    return List.copyOf(all);
  }

  static ObjectType tokenRequest(Catalog catalog) {
    ObjectType type = catalog.kind("authentication.k8s.io/v1", "TokenRequest");
    if (type == null) {
      throw new IllegalStateException("the schema has no TokenRequest");
    }
    return type;
  }
}
