package k4j.cri.image;

/// Credentials for a registry, as an entry of a docker `config.json` has them: user name and
/// password, or `auth` (base64 of `user:password`), or an identity token (to get access tokens
/// with), or a registry token (a bearer token as it is).
public record AuthConfig(
    String username,
    String password,
    String auth,
    String serverAddress,
    String identityToken,
    String registryToken) {
  public static AuthConfig basic(String username, String password) {
    return new AuthConfig(username, password, "", "", "", "");
  }

  @Override
  public String toString() {
    return "AuthConfig[username=" + username + ", serverAddress=" + serverAddress + "]";
  }
}
