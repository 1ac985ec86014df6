package k4j.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives each test of a class a cluster of its own, which ends with the test. A test method gets by
/// the type of its parameters: [TestCluster], [ClusterClock], [Kubeconfig], fabric8's
/// `KubernetesClient`, the official `ApiClient`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(K4jExtension.class)
public @interface K4jCluster {

  /// How many nodes are simulated; they are `node-0`, `node-1`, …
  int nodes() default 1;
}
