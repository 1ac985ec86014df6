package k4j.kubelet.volume;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.ConfigSource;
import k4j.kubelet.reference.FieldSelector;

/// Volumes of pods whose containers read no files: what a pod refers to has to be there, but
/// nothing is written or mounted, and no token is asked for.
public final class ReferencedVolumes implements Volumes {

  private final Path pods;
  private final ConfigSource config;

  /// @param pods the directory that would have one for each pod
  public ReferencedVolumes(Path pods, ConfigSource config) {
    this.pods = pods;
    this.config = config;
  }

  @Override
  public Map<String, NodeVolume> setUp(
      JsonObject pod, FieldSelector.Place place, JsonObject allocatable) throws VolumeException {
    Payloads payloads = new Payloads(pod, config, (_, _, _) -> "", place, allocatable);
    Map<String, NodeVolume> result = new LinkedHashMap<>();
    for (JsonObject volume : PodSpecs.spec(pod).array("volumes").objects()) {
      String name = volume.string("name");
      if (volume.has("image")) {
        continue;
      }
      try {
        check(volume, payloads);
      } catch (VolumeException e) {
        throw new VolumeException(
            "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.getMessage(), e);
      }
      Path path = pods.resolve(PodName.of(pod).uid()).resolve("volumes").resolve(name);
      result.put(name, new NodeVolume(path, false));
    }
    return result;
  }

  private static void check(JsonObject volume, Payloads payloads) throws VolumeException {
    if (volume.has("configMap")) {
      payloads.configMap(volume.object("configMap"));
    } else if (volume.has("secret")) {
      payloads.secret(volume.object("secret"));
    } else if (volume.has("projected")) {
      payloads.projected(volume.object("projected"));
    }
  }

  @Override
  public void tearDown(String uid) {}
}
