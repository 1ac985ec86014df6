package k4j.e2e;

import java.util.List;
import k4j.api.json.JsonObject;

/// What the sequence of `ClientsTest` asks of a client of the API: each is carried out by the means
/// that the client's users have, in one namespace. What the server refuses is thrown as `Refused`.
interface TestedClient extends AutoCloseable {

  /// A kind of object, and how it is called in URLs.
  record Kind(String apiVersion, String kind, String plural) {

    static final Kind NAMESPACE = new Kind("v1", "Namespace", "namespaces");
    static final Kind CONFIG_MAP = new Kind("v1", "ConfigMap", "configmaps");
    static final Kind POD = new Kind("v1", "Pod", "pods");
    static final Kind DEPLOYMENT = new Kind("apps/v1", "Deployment", "deployments");
    static final Kind REPLICA_SET = new Kind("apps/v1", "ReplicaSet", "replicasets");
    static final Kind LEASE = new Kind("coordination.k8s.io/v1", "Lease", "leases");
    static final Kind DEFINITION =
        new Kind(
            "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions");

    boolean namespaced() {
      return !equals(NAMESPACE) && !equals(DEFINITION);
    }

    String group() {
      return apiVersion.contains("/") ? apiVersion.replaceFirst("/.*", "") : "";
    }

    String version() {
      return apiVersion.replaceFirst(".*/", "");
    }
  }

  enum Patch {
    JSON,
    MERGE,
    STRATEGIC
  }

  enum Propagation {
    Background,
    Foreground,
    Orphan
  }

  /// How a command in a pod ended.
  record Ran(String out, int code) {}

  /// The server's no.
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;

    Refused(String reason, String message) {
      super(message);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /// Changes as they come in, such as `ADDED a`.
  interface Changes extends AutoCloseable {

    /// Waits for that many; returns all so far.
    List<String> first(int count);

    @Override
    void close();
  }

  String version();

  JsonObject create(JsonObject object);

  JsonObject get(Kind kind, String name);

  /// The names of what both selectors select; an empty one selects all.
  List<String> list(Kind kind, String labels, String fields);

  /// How many objects each page has.
  List<Integer> pages(Kind kind, String labels, int limit);

  JsonObject replace(JsonObject object);

  JsonObject replaceStatus(JsonObject object);

  JsonObject patch(Kind kind, String name, Patch type, String body);

  JsonObject apply(JsonObject object, String manager, boolean force);

  /// Sets the number of replicas through the subresource; returns what it was before.
  int scale(Kind kind, String name, int replicas);

  Changes watch(Kind kind, String labels);

  String logs(String pod);

  Ran exec(String pod, String input, String... command);

  /// What a server in the pod answers to `GET /` through a forwarded port.
  String askThroughPort(String pod, int port);

  void delete(Kind kind, String name, Propagation propagation);

  void deleteAll(Kind kind, String labels);

  void evict(String pod);

  /// Whether the service account (or, if that is empty, this client) may do it in the namespace.
  boolean may(String serviceAccount, String verb, String plural);

  String token(String serviceAccount);

  /// Who the server takes the bearer of the token for.
  String whoIs(String token);

  @Override
  void close();

  /// A client with a cache that is kept up to date.
  interface WithInformers extends TestedClient {
    Changes inform(Kind kind, String labels);
  }
}
