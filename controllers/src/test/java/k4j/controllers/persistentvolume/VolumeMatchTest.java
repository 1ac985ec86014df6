package k4j.controllers.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `index_test.go` and `binder_test.go` check of the choice of a volume.
class VolumeMatchTest {

  private static final String CLAIM =
      "accessModes: [ReadWriteOnce], storageClassName: fast,"
          + " resources: {requests: {storage: 2Gi}}";

  private static PersistentVolumeClaim claim(String spec) {
    return new PersistentVolumeClaim(
        yaml("metadata: {name: data, namespace: default, uid: u1}\nspec: {%s}".formatted(spec)));
  }

  private static PersistentVolume volume(String name, String spec, String more) {
    return new PersistentVolume(
        yaml("""
        metadata: {name: %s}
        spec: {storageClassName: fast, capacity: {storage: 5Gi}, %s}
        status: {phase: Available}
        """
                .formatted(name, spec))
            .withAt(yaml(more).object("metadata").with("name", name), "metadata"));
  }

  private static PersistentVolume volume(String name, String spec) {
    return volume(name, spec, "metadata: {}");
  }

  private static JsonObject yaml(String text) {
    return (JsonObject)
        YamlReader.parseAll(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).getFirst();
  }

  private static String found(
      PersistentVolumeClaim claim, boolean delayed, PersistentVolume... volumes) {
    return VolumeMatch.find(claim, Arrays.asList(volumes), delayed)
        .map(PersistentVolume::name)
        .orElse("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ReadWriteOnce                | ReadWriteOnce                | v
          ReadWriteOnce                | ReadWriteOnce, ReadWriteMany | v
          ReadWriteOnce, ReadWriteMany | ReadWriteOnce                | none
          ReadWriteOncePod             | ReadWriteOnce                | none
          ReadWriteOnce                | ReadWriteOncePod             | none
          ReadWriteOncePod             | ReadWriteOncePod             | v
          """)
  void aVolumeHasAllWaysOfAccess(String asked, String offered, String expected) {
    PersistentVolumeClaim claim = claim(CLAIM.replace("[ReadWriteOnce]", "[" + asked + "]"));
    assertThat(found(claim, false, volume("v", "accessModes: [" + offered + "]")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capacity: {storage: 1Gi}                             | metadata: {}
          storageClassName: slow                               | metadata: {}
          volumeMode: Block                                    | metadata: {}
          volumeAttributesClassName: gold                      | metadata: {}
          claimRef: {name: other, namespace: default}          | metadata: {}
          claimRef: {name: data, namespace: default, uid: u2}  | metadata: {}
          persistentVolumeReclaimPolicy: Delete                | metadata: {deletionTimestamp: now}
          """)
  void oneThatDiffersIsNotTaken(String spec, String metadata) {
    PersistentVolume right = volume("v", "accessModes: [ReadWriteOnce]", metadata);
    PersistentVolume wrong =
        new PersistentVolume(merged(right.json(), yaml("spec: {%s}".formatted(spec))));
    assertThat(found(claim(CLAIM), false, wrong)).isEqualTo("none");
  }

  private static JsonObject merged(JsonObject object, JsonObject over) {
    JsonObject[] spec = {object.object("spec")};
    over.object("spec").forEach((name, value) -> spec[0] = spec[0].with(name, value));
    return object.with("spec", spec[0]);
  }

  @Test
  void labelsAreChosenBySelector() {
    PersistentVolumeClaim claim =
        claim(CLAIM + ", selector: {matchLabels: {tier: gold}, matchExpressions: []}");
    PersistentVolume plain = volume("a", "accessModes: [ReadWriteOnce]");
    PersistentVolume gold =
        volume("b", "accessModes: [ReadWriteOnce]", "metadata: {labels: {tier: gold}}");
    assertThat(found(claim, false, plain)).isEqualTo("none");
    assertThat(found(claim, false, plain, gold)).isEqualTo("b");
  }

  @Test
  void fewerWaysOfAccessComeBeforeLessRoom() {
    PersistentVolume many =
        volume("many", "accessModes: [ReadWriteOnce, ReadOnlyMany], capacity: {storage: 2Gi}");
    PersistentVolume one = volume("one", "accessModes: [ReadWriteOnce]");
    assertThat(found(claim(CLAIM), false, many, one)).isEqualTo("one");
  }

  @Test
  void whatIsReservedIsTakenWithoutRegardToClassAndLabelsAndPhase() {
    PersistentVolume reserved =
        volume(
            "reserved",
            "accessModes: [ReadWriteOnce], storageClassName: slow,"
                + " claimRef: {name: data, namespace: default}");
    PersistentVolume small =
        volume("small", "accessModes: [ReadWriteOnce], capacity: {storage: 2Gi}");
    assertThat(found(claim(CLAIM), false, small, reserved)).isEqualTo("reserved");
    assertThat(found(claim(CLAIM), true, small, reserved)).isEqualTo("reserved");
    assertThat(found(claim(CLAIM), true, small)).isEqualTo("none");
  }

  @Test
  void aReservedOneWithMoreWaysOfAccessComesAfterOneWithFewer() {
    PersistentVolume reserved =
        volume(
            "reserved",
            "accessModes: [ReadWriteOnce, ReadWriteMany],"
                + " claimRef: {name: data, namespace: default}");
    assertThat(found(claim(CLAIM), false, volume("free", "accessModes: [ReadWriteOnce]"), reserved))
        .isEqualTo("free");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capacity: {storage: 1Gi}        | requested PV is too small
          storageClassName: slow          | storageClassName does not match
          volumeAttributesClassName: gold | volumeAttributesClassName does not match
          volumeMode: Block               | incompatible volumeMode
          accessModes: [ReadWriteOncePod] | incompatible accessMode
          """)
  void saysWhyANamedVolumeCannotBeHad(String spec, String why) {
    PersistentVolume volume =
        new PersistentVolume(
            merged(
                volume("v", "accessModes: [ReadWriteOnce]").json(),
                yaml("spec: {%s}".formatted(spec))));
    assertThat(VolumeMatch.mismatch(claim(CLAIM), volume)).isEqualTo(Optional.of(why));
  }
}
