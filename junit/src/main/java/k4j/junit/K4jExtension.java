package k4j.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// What [K4jCluster] brings in: the cluster begins when a test first asks for something of it.
public final class K4jExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(K4jExtension.class);
  private static final String FABRIC8 = "io.fabric8.kubernetes.client.KubernetesClient";
  private static final String OFFICIAL = "io.kubernetes.client.openapi.ApiClient";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCluster.class
        || type == ClusterClock.class
        || type == Kubeconfig.class
        || type.getName().equals(FABRIC8)
        || type.getName().equals(OFFICIAL);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    TestCluster cluster =
        store.computeIfAbsent(TestCluster.class, _ -> start(context), TestCluster.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == TestCluster.class) {
      return cluster;
    }
    if (type == ClusterClock.class) {
      return cluster.clock();
    }
    if (type == Kubeconfig.class) {
      return cluster.kubeconfig();
    }
    return type.getName().equals(FABRIC8)
        ? store.computeIfAbsent(FABRIC8, _ -> Clients.Fabric8.client(cluster.kubeconfig()))
        : store.computeIfAbsent(OFFICIAL, _ -> Clients.Official.client(cluster.kubeconfig()));
  }

  private static TestCluster start(ExtensionContext context) {
    K4jCluster wanted = context.getRequiredTestClass().getAnnotation(K4jCluster.class);
    int nodes = wanted == null ? 1 : wanted.nodes();
    return TestCluster.builder().withNodes(nodes).start();
  }
}
