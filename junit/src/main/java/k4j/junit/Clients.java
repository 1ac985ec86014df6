package k4j.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;

/// Makes clients of others. Each method is linked only when a test asks for that client, so that
/// the other one's library may be missing.
final class Clients {

  private Clients() {}

  /// Of fabric8.
  static final class Fabric8 {

    private Fabric8() {}

    static AutoCloseable client(Kubeconfig kubeconfig) {
      return new KubernetesClientBuilder()
          .withConfig(Config.fromKubeconfig(kubeconfig.text()))
          .build();
    }
  }

  /// Of the Kubernetes project.
  static final class Official {

    private Official() {}

    static ApiClient client(Kubeconfig kubeconfig) {
      try {
        return ClientBuilder.kubeconfig(
                KubeConfig.loadKubeConfig(new StringReader(kubeconfig.text())))
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException("the kubeconfig cannot be read", e);
      }
    }
  }
}
