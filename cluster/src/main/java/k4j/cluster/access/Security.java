package k4j.cluster.access;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.transport.Transport;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.CertificateAuthenticator;
import k4j.apiserver.authentication.FrontProxyAuthenticator;
import k4j.apiserver.authentication.NamelessAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticators;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import k4j.apiserver.authorization.AccessReviews;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.bootstrap.DefaultRoles;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.token.BootstrapTokens;
import k4j.apiserver.token.LegacyTokenUse;
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
public record Security(
    List<Authenticator> authenticators,
    Authorizer authorizer,
    RbacRoles roles,
    TokenIssuer issuer,
    List<Endpoint> endpoints) {

  /// What it all depends on.
  ///
  /// @param server where the API server is reached
  /// @param ids makes the ids of tokens
  /// @param self the way to the server itself, once there is one
  /// @param closing takes what must be ended with the cluster
  public record Basis(
      Catalog catalog,
      ClusterCertificates certificates,
      AccessFlags flags,
      String server,
      Surroundings surroundings,
      Supplier<String> ids,
      Supplier<Transport> self,
      Consumer<AutoCloseable> closing) {

    InstantSource clock() {
      return surroundings.clock();
    }
  }

  public static Security of(Reader reader, Basis basis) {
    var roles = new RbacRoles(reader);
    AccessFlags flags = basis.flags();
    Authorizer authorizer =
        flags
            .authorization()
            .authorizer(
                AuthorizerChain.byType(reader, roles, DefaultRoles.nodeRules()),
                basis.surroundings(),
                basis.closing());
    SigningKey key =
        flags
            .signingKey()
            .orElseGet(() -> new SigningKey(basis.certificates().serviceAccountKeys()));
    List<VerifyingKey> believed = new ArrayList<>(List.of(key.verifying()));
    believed.addAll(flags.otherKeys());
    var keys = new TokenKeys(believed);
    List<String> audiences = flags.audiences();
    AuthenticationFlags.More more =
        flags
            .authentication()
            .authenticators(
                new Terms(audiences, flags.issuers(), Terms.ALGORITHMS),
                flags.authorization().allowsAll(),
                basis.surroundings(),
                basis.closing());
    TokenAuthenticators tokens = tokens(reader, basis, keys, more.tokens());
    String first = flags.issuers().getFirst();
    var issuer = new TokenIssuer(key, first, audiences, reader, basis.clock(), basis.ids());
    var reviews =
        new Reviews(
            basis.catalog(),
            new TokenReviews(tokens, audiences, basis.clock()),
            new AccessReviews(authorizer),
            basis.clock());
    return new Security(
        authenticators(basis, tokens, more.nameless()),
        authorizer,
        roles,
        issuer,
        List.of(reviews, new OidcDiscovery(keys, first, basis.server())));
  }

  private static TokenAuthenticators tokens(
      Reader reader, Basis basis, TokenKeys keys, List<TokenAuthenticator> more) {
    AccessFlags flags = basis.flags();
    List<String> audiences = flags.audiences();
    var members = new ArrayList<TokenAuthenticator>();
    flags.tokenFile().ifPresent(members::add);
    members.add(
        new ServiceAccountTokens(
            keys,
            flags.issuers(),
            audiences,
            reader,
            new LegacyTokenUse(basis.self(), basis.clock()),
            basis.clock()));
    members.add(new BootstrapTokens(reader, audiences, basis.clock()));
    members.addAll(more);
    return new TokenAuthenticators(members, audiences);
  }

  private static List<Authenticator> authenticators(
      Basis basis, TokenAuthenticators tokens, NamelessAuthenticator nameless) {
    ClusterCertificates certificates = basis.certificates();
    return List.of(
        new FrontProxyAuthenticator(
            () -> List.of(certificates.frontProxyAuthority().certificate()),
            List.of("front-proxy-client"),
            basis.clock()),
        new CertificateAuthenticator(
            () -> List.of(certificates.authority().certificate()), basis.clock()),
        tokens,
        nameless);
  }

  public static ObjectType tokenRequest(Catalog catalog) {
    ObjectType type = catalog.kind("authentication.k8s.io/v1", "TokenRequest");
    if (type == null) {
      throw new IllegalStateException("the schema has no TokenRequest");
    }
    return type;
  }
}
