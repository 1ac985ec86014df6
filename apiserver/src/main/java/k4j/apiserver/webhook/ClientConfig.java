package k4j.apiserver.webhook;

import k4j.api.json.JsonObject;

/// Where a webhook listens and whose word counts for it: the `clientConfig` of webhook
/// configurations and custom resource definitions.
///
/// @param caBundle PEM in base64; empty for the authorities that the system trusts
public record ClientConfig(Address address, String caBundle) {

  private static final int DEFAULT_PORT = 443;

  /// One of two ways to name a server.
  public sealed interface Address {

    /// `https://host[:port]/path`.
    record Url(String url) implements Address {}

    /// A Service of the cluster.
    ///
    /// @param path begins with a slash, or is empty
    record Service(String namespace, String name, String path, int port) implements Address {

      /// What its certificate must be for.
      public String serverName() {
        return name + "." + namespace + ".svc";
      }
    }
  }

  public static ClientConfig of(JsonObject json) {
    String caBundle = json.string("caBundle");
    if (!json.has("service")) {
      return new ClientConfig(new Address.Url(json.string("url")), caBundle);
    }
    JsonObject service = json.object("service");
    return new ClientConfig(
        new Address.Service(
            service.string("namespace"),
            service.string("name"),
            service.string("path"),
            (int) service.integer("port", DEFAULT_PORT)),
        caBundle);
  }
}
