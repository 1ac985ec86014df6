package k4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Data outlives pods, a stop and a crash, and goes with its claim.
class StorageTest {

  private static final Path KUBECTL = Kubectl.OF_THE_MACHINE.binary();

  /// Each pod writes its name once, and counts its starts.
  private static final String STATEFUL_SET =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: db}
      spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80}]}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        serviceName: db
        replicas: 2
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            terminationGracePeriodSeconds: 1
            containers:
            - name: db
              image: k4j.local/host
              command:
              - /bin/sh
              - -c
              - >-
                trap 'exit 0' TERM; echo $HOSTNAME >> /data/starts; touch /tmp/ready;
                sleep 100000 & wait
              readinessProbe: {exec: {command: [test, -f, /tmp/ready]}, periodSeconds: 1}
              volumeMounts: [{name: data, mountPath: /data}]
        volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 10Mi}}
      """;

  @Test
  @Timeout(120)
  void theDataOfAStatefulSetOutlivesItsPods() throws IOException {
    try (var cluster = new TestCluster("storage", 7)) {
      cluster.start().ok();
      cluster.kubectlWith(STATEFUL_SET, KUBECTL, "apply", "-f", "-").ok();
      awaitPods(cluster);
      assertThat(get(cluster, "pvc", "{.items[*].status.phase}")).isEqualTo("Bound Bound");
      assertThat(get(cluster, "pvc", "{.items[*].status.capacity.storage}")).isEqualTo("10Mi 10Mi");
      assertThat(get(cluster, "pv", "{.items[*].spec.storageClassName}"))
          .isEqualTo("standard standard");
      assertThat(starts(cluster, "db-0")).containsExactly("db-0");

      cluster.kubectl(KUBECTL, "delete", "pod", "db-0").ok();
      awaitPods(cluster);
      assertThat(starts(cluster, "db-0")).containsExactly("db-0", "db-0");

      cluster.k4j("stop").ok();
      cluster.start().ok();
      awaitPods(cluster);
      assertThat(starts(cluster, "db-0")).hasSize(3);

      cluster.kill();
      cluster.start().ok();
      awaitPods(cluster);
      // The containers went on while nobody watched them.
      assertThat(starts(cluster, "db-0")).hasSize(3);
      assertThat(starts(cluster, "db-1")).allMatch("db-1"::equals);

      claimsGoWhenNobodyUsesThem(cluster);
    }
  }

  private static void claimsGoWhenNobodyUsesThem(TestCluster cluster) throws IOException {
    cluster.kubectl(KUBECTL, "delete", "pvc", "data-db-1", "--wait=false").ok();
    assertThat(get(cluster, "pvc/data-db-1", "{.metadata.deletionTimestamp}")).isNotEmpty();
    assertThat(starts(cluster, "db-1")).isNotEmpty();
    cluster.kubectl(KUBECTL, "delete", "statefulset", "db").ok();
    cluster.kubectl(KUBECTL, "wait", "--for=delete", "pod", "-l", "app=db", "--timeout=60s").ok();
    cluster.kubectl(KUBECTL, "wait", "--for=delete", "pvc/data-db-1", "--timeout=60s").ok();
    cluster.kubectl(KUBECTL, "delete", "pvc", "data-db-0").ok();
    cluster.kubectl(KUBECTL, "wait", "--for=delete", "pv", "--all", "--timeout=60s").ok();
    try (Stream<Path> left = Files.list(cluster.home().resolve("storage/volumes"))) {
      assertThat(left).isEmpty();
    }
  }

  private static void awaitPods(TestCluster cluster) {
    cluster.kubectl(KUBECTL, "rollout", "status", "statefulset/db", "--timeout=90s").ok();
    for (String pod : List.of("pod/db-0", "pod/db-1")) {
      cluster.kubectl(KUBECTL, "wait", "--for=condition=Ready", pod, "--timeout=60s").ok();
    }
  }

  private static List<String> starts(TestCluster cluster, String pod) {
    return cluster.kubectl(KUBECTL, "exec", pod, "--", "cat", "/data/starts").ok().lines().toList();
  }

  private static String get(TestCluster cluster, String what, String path) {
    return cluster.kubectl(KUBECTL, "get", what, "-o", "jsonpath=" + path).ok();
  }
}
