package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.JsonObject;

/// What pods mount.
final class VolumeDefaults {

  private static final int FILE_MODE = 0644;

  static final Map<String, Rule> RULES =
      Map.of(
          "core.Volume", VolumeDefaults::volume,
          "core.SecretVolumeSource", VolumeDefaults::mode,
          "core.ConfigMapVolumeSource", VolumeDefaults::mode,
          "core.DownwardAPIVolumeSource", VolumeDefaults::mode,
          "core.ProjectedVolumeSource", VolumeDefaults::mode,
          "core.ServiceAccountTokenProjection",
              o -> Draft.of(o).fill("expirationSeconds", 3600).done(),
          "core.HostPathVolumeSource", o -> Draft.of(o).fill("type", "").done());

  private VolumeDefaults() {}

  private static JsonObject volume(JsonObject volume) {
    boolean bare = volume.size() == (volume.has("name") ? 1 : 0);
    if (bare) {
      return volume.with("emptyDir", JsonObject.EMPTY);
    }
    return Draft.of(volume).change("image", VolumeDefaults::image).done();
  }

  private static JsonObject image(JsonObject image) {
    boolean latest = PodDefaults.isLatest(image.string("reference"));
    return Draft.of(image).fillText("pullPolicy", latest ? "Always" : "IfNotPresent").done();
  }

  private static JsonObject mode(JsonObject source) {
    return Draft.of(source).fill("defaultMode", FILE_MODE).done();
  }
}
