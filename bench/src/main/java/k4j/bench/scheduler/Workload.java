package k4j.bench.scheduler;

import java.util.Arrays;
import java.util.Optional;

/// The pods of one measurement: those that are there and those that come. They follow Kubernetes'
/// own measurements (test/integration/scheduler_perf).
enum Workload {
  BASIC("basic", Pods.PLAIN, Pods.PLAIN),
  NODE_AFFINITY("node-affinity", Pods.PLAIN, Pods.in("zone-1")),
  SPREADING("spreading", Pods.PLAIN, Pods.SPREAD),
  AFFINITY("pod-affinity", Pods.NEAR, Pods.NEAR),
  ANTI_AFFINITY("pod-anti-affinity", Pods.APART, Pods.APART),
  PREEMPTION("preemption", Pods.LOW, Pods.HIGH),
  DAEMON_SET("daemon-set", Pods.PLAIN, Pods.DAEMON);

  private final String title;
  private final String existing;
  private final String measured;

  Workload(String title, String existing, String measured) {
    this.title = title;
    this.existing = existing;
    this.measured = measured;
  }

  String title() {
    return title;
  }

  static Optional<Workload> of(String title) {
    return Arrays.stream(values()).filter(each -> each.title.equals(title)).findFirst();
  }

  String existing(int number, int nodes) {
    return pod(existing, "there-" + number, number % nodes);
  }

  String measured(int number, int nodes) {
    return pod(measured, "new-" + number, number % nodes);
  }

  private static String pod(String spec, String name, int node) {
    return Pods.POD.formatted(name, spec.replace("$NODE", "node-" + node));
  }

  /// What makes the pods of the workloads differ.
  private static final class Pods {
    static final String POD =
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "labels": {"app": "web"}},
         "spec": {%s "terminationGracePeriodSeconds": 0}}
        """;

    static final String PLAIN = cpu("100m");

    static final String LOW = "\"nodeSelector\": {\"pool\": \"full\"}, " + cpu("60");

    static final String HIGH =
        "\"priority\": 1000, \"nodeSelector\": {\"pool\": \"full\"}, " + cpu("10");

    static final String SPREAD =
        """
        "topologySpreadConstraints": [{"maxSkew": 5, "topologyKey": "topology.kubernetes.io/zone",
          "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "web"}}}],
        """
            + PLAIN;

    static final String NEAR = affinity("podAffinity", "topology.kubernetes.io/zone");

    static final String APART = affinity("podAntiAffinity", "kubernetes.io/hostname");

    static final String DAEMON =
        """
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
          {"nodeSelectorTerms": [{"matchFields": [
            {"key": "metadata.name", "operator": "In", "values": ["$NODE"]}]}]}}},
        """
            + PLAIN;

    private static String cpu(String cpu) {
      return """
      "containers": [{"name": "web", "image": "web:1",
        "resources": {"requests": {"cpu": "%s", "memory": "500Mi"}}}],\
      """
          .formatted(cpu);
    }

    static String in(String zone) {
      return """
      "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
        {"nodeSelectorTerms": [{"matchExpressions": [
          {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["%s"]}]}]}}},
      """
              .formatted(zone)
          + PLAIN;
    }

    private static String affinity(String kind, String key) {
      return """
      "affinity": {"%s": {"requiredDuringSchedulingIgnoredDuringExecution": [
        {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "%s"}]}},
      """
              .formatted(kind, key)
          + PLAIN;
    }
  }
}
