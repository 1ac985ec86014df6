import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.cluster.Cluster;
import k4j.cluster.ClusterConfig;
import k4j.cluster.kubeconfig.Kubeconfigs;
import k4j.cluster.profile.Profile;

/// Serves the API as `k4j start` does, but without controllers, scheduler and node, until it is
/// ended; run by `our-apiserver`.
final class OurApiServer {

  private OurApiServer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var profile = new Profile("oracle", Path.of(arguments[0]));
    JsonObject settings =
        JsonObject.builder()
            .put("nodeAddress", arguments[2])
            .put("apiserverPort", Integer.parseInt(arguments[1]))
            .build();
    ClusterConfig config = ClusterConfig.of(settings, ClusterConfig.defaults("oracle"));
    try (Cluster cluster = Cluster.startApiServer(profile, config, _ -> {})) {
      Kubeconfigs.of(Map.of("KUBECONFIG", profile.kubeconfig().toString())).add(cluster.access());
      System.out.println("ready: KUBECONFIG=" + profile.kubeconfig());
      Thread.currentThread().join();
    }
  }
}
