package k4j.scheduler.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Container;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Prefers nodes that have the pod's images already, the more bytes the better; an image that few
/// nodes have counts less, so that not all its pods meet on one node.
public final class ImageLocality implements ScorePlugin {

  private static final long MEGABYTE = 1024 * 1024;
  private static final long LEAST = 23 * MEGABYTE;
  private static final long MOST_PER_CONTAINER = 1000 * MEGABYTE;

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var containers = new ArrayList<Container>(pod.pod().spec().initContainers());
    containers.addAll(pod.pod().spec().containers());
    List<String> images = containers.stream().map(c -> normalized(c.image())).toList();
    if (images.stream().noneMatch(snapshot.imageNodes()::containsKey)) {
      return Optional.empty();
    }
    return Optional.of(node -> score(images, node, snapshot));
  }

  private static long score(List<String> images, NodeInfo node, Snapshot snapshot) {
    long sum = 0;
    for (String image : images) {
      Long size = node.images().get(image);
      if (size != null) {
        double spread = (double) snapshot.imageNodes().getOrDefault(image, 0) / snapshot.size();
        sum += (long) (size * spread);
      }
    }
    long most = MOST_PER_CONTAINER * images.size();
    long bounded = Math.clamp(sum, LEAST, most);
    return NodeScorer.MOST * (bounded - LEAST) / (most - LEAST);
  }

  /// Nodes list images with a tag.
  private static String normalized(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }
}
