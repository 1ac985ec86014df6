package k4j.controllers.resourceclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import k4j.api.resource.v1.ResourceClaim;
import k4j.api.resource.v1.ResourceClaimConsumerReference;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.controllers.TestKubelet;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceClaimControllerTest {

  private static final String SPEC =
      """
      {"devices": {"requests": [{"name": "gpu", "exactly": {"deviceClassName": "gpu"}}]}}
      """;

  private static final String ALLOCATION =
      """
      {"devices": {"results": [
        {"request": "gpu", "driver": "d", "pool": "p", "device": "one"}]}}
      """;

  private TestCluster cluster;
  private TestKubelet kubelet;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    kubelet = new TestKubelet(cluster);
    cluster.start("resourceclaim-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void template() {
    cluster.create(
        Kinds.RESOURCE_CLAIM_TEMPLATES,
        """
        {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaimTemplate",
         "metadata": {"name": "one-gpu"},
         "spec": {"metadata": {"labels": {"a": "b"}}, "spec": %s}}
        """
            .formatted(SPEC));
  }

  private Pod pod(String claim) {
    return cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "train"},
         "spec": {"containers": [{"name": "c", "image": "i",
           "resources": {"claims": [{"name": "gpu"}]}}],
           "resourceClaims": [{"name": "gpu", %s}]}}
        """
            .formatted(claim));
  }

  private List<ResourceClaim> claims() {
    return cluster.client().in(Kinds.RESOURCE_CLAIMS, "default").list();
  }

  private ResourceClaim claim() {
    return claims().getFirst();
  }

  private void write(ResourceClaim claim, String status) {
    cluster
        .client()
        .in(Kinds.RESOURCE_CLAIMS, "default")
        .patchStatus(
            claim.name(), Patch.merge(JsonParser.parse("{\"status\": %s}".formatted(status))));
  }

  private void protect(ResourceClaim claim) {
    cluster
        .client()
        .in(Kinds.RESOURCE_CLAIMS, "default")
        .patch(
            claim.name(),
            Patch.merge(
                JsonParser.parse(
                    "{\"metadata\": {\"finalizers\": [\"%s\"]}}".formatted(ClaimUse.FINALIZER))));
  }

  private static String usedBy(Pod pod) {
    return """
    {"allocation": %s, "reservedFor": [{"resource": "pods", "name": "%s", "uid": "%s"}]}
    """
        .formatted(ALLOCATION, pod.name(), pod.uid());
  }

  @Test
  void makesClaimsFromTemplates() {
    Pod pod = pod("\"resourceClaimTemplateName\": \"one-gpu\"");
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message, e -> e.source().component())
            .contains(
                tuple(
                    "FailedResourceClaimCreation",
                    "PodResourceClaim gpu: resource claim template \"one-gpu\":"
                        + " resourceclaimtemplate.resource.k8s.io \"one-gpu\" not found",
                    "resource_claim")));
    template();
    Eventually.await(
        "told", () -> !kubelet.pod("train").status().resourceClaimStatuses().isEmpty());
    ResourceClaim claim = claim();
    assertThat(kubelet.pod("train").status().resourceClaimStatuses().getFirst().resourceClaimName())
        .isEqualTo(claim.name());
    assertThat(claim.name()).startsWith("train-gpu-");
    assertThat(claim.metadata().labels()).containsEntry("a", "b");
    assertThat(claim.metadata().annotations()).containsEntry(PodClaims.NAME, "gpu");
    assertThat(claim.metadata().ownerReferences())
        .extracting(o -> o.uid(), o -> o.controller(), o -> o.hasBlockOwnerDeletion())
        .containsExactly(tuple(pod.uid(), true, false));
    assertThat(claims()).hasSize(1);
  }

  @Test
  void reservesForPodsThatTheSchedulerDidNotSee() {
    ResourceClaim claim =
        cluster.create(
            Kinds.RESOURCE_CLAIMS,
            """
            {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim",
             "metadata": {"name": "shared"}, "spec": %s}
            """
                .formatted(SPEC));
    write(claim, "{\"allocation\": %s}".formatted(ALLOCATION));
    Pod pod = pod("\"resourceClaimName\": \"shared\"");
    kubelet.bind(pod);
    Eventually.await("reserved", () -> !claim().status().reservedFor().isEmpty());
    assertThat(claim().status().reservedFor())
        .extracting(ResourceClaimConsumerReference::uid)
        .containsExactly(pod.uid());
    assertThat(claim().status().hasAllocation()).isTrue();
  }

  @Test
  void freesAndDeletesWhatADonePodHad() {
    template();
    Pod pod = pod("\"resourceClaimTemplateName\": \"one-gpu\"");
    Eventually.await(
        "told", () -> !kubelet.pod("train").status().resourceClaimStatuses().isEmpty());
    protect(claim());
    write(claim(), usedBy(pod));
    kubelet.bind(pod);
    kubelet.end(pod, "Succeeded");
    Eventually.await("gone", () -> claims().isEmpty());
  }

  @Test
  void aSharedClaimIsFreedButStays() {
    ResourceClaim claim =
        cluster.create(
            Kinds.RESOURCE_CLAIMS,
            """
            {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim",
             "metadata": {"name": "shared"}, "spec": %s}
            """
                .formatted(SPEC));
    protect(claim);
    Pod pod = pod("\"resourceClaimName\": \"shared\"");
    write(claim, usedBy(pod));
    kubelet.remove(pod);
    Eventually.await("freed", () -> claim().status().reservedFor().isEmpty());
    Eventually.await("unprotected", () -> claim().metadata().finalizers().isEmpty());
    assertThat(claim().status().hasAllocation()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "web, gpu, web-gpu-",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbb, "
        + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbb"
  })
  void longNamesAreShared(String pod, String claim, String base) {
    assertThat(PodClaims.base(pod, claim)).isEqualTo(base);
  }
}
