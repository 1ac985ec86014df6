package k4j.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Node;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.cluster.control.ControlAction;
import k4j.cluster.control.ControlFailure;
import k4j.cluster.profile.RunningCluster;
import k4j.cri.CriException;
import k4j.cri.image.Image;

/// What `k4j` may ask of the running cluster: the one list of its actions.
final class Controls {

  private final Cluster cluster;
  private final RunningCluster self;
  private final String profile;

  Controls(Cluster cluster, RunningCluster self, String profile) {
    this.cluster = cluster;
    this.self = self;
    this.profile = profile;
  }

  Map<String, ControlAction> list() {
    return Map.of(
        "status", _ -> status(),
        "image-load", this::loadImage,
        "image-list", _ -> images());
  }

  private JsonObject status() {
    var nodes = new ArrayList<Json>();
    boolean ready = true;
    for (Node node : cluster.nodes()) {
      boolean good = Readiness.isReady(node);
      ready &= good;
      nodes.add(
          JsonObject.builder()
              .put("name", node.name())
              .put("status", good ? "Ready" : "NotReady")
              .put("version", node.status().nodeInfo().kubeletVersion())
              .build());
    }
    return self.json()
        .with("profile", profile)
        .with("status", ready ? "Running" : "Starting")
        .with("nodes", JsonArray.of(nodes));
  }

  private JsonObject loadImage(JsonObject request) {
    try {
      List<String> names = cluster.node().runtime().loadImages(Path.of(request.string("file")));
      return JsonObject.EMPTY.with("images", JsonArray.ofStrings(names));
    } catch (IOException | CriException e) {
      throw new ControlFailure(
          "%s cannot be loaded: %s.".formatted(request.string("file"), e.getMessage()));
    }
  }

  private JsonObject images() {
    var rows = new ArrayList<Json>();
    for (Image image : cluster.node().runtime().images().listImages(null)) {
      List<String> names = image.repoTags().isEmpty() ? image.repoDigests() : image.repoTags();
      for (String name : names) {
        rows.add(
            JsonObject.builder()
                .put("name", name)
                .put("id", image.id())
                .put("size", image.sizeBytes())
                .build());
      }
    }
    return JsonObject.EMPTY.with("images", JsonArray.of(rows));
  }
}
