package k4j.schema.writer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaNamesTest {

  @Test
  void accessorsAreJavaNames() {
    assertThat(JavaNames.accessor("podIPs")).isEqualTo("podIPs");
    assertThat(JavaNames.accessor("default")).isEqualTo("default_");
    assertThat(JavaNames.accessor("$ref")).isEqualTo("ref");
    assertThat(JavaNames.accessor("x-kubernetes-list-type")).isEqualTo("xKubernetesListType");
    assertThat(JavaNames.capital("default_")).isEqualTo("Default");
  }

  @Test
  void constantsFollowTheKindsWordsAndThePlural() {
    assertThat(JavaNames.constant("Pod", "pods")).isEqualTo("PODS");
    assertThat(JavaNames.constant("NetworkPolicy", "networkpolicies"))
        .isEqualTo("NETWORK_POLICIES");
    assertThat(JavaNames.constant("CSIDriver", "csidrivers")).isEqualTo("CSI_DRIVERS");
    assertThat(JavaNames.constant("IPAddress", "ipaddresses")).isEqualTo("IP_ADDRESSES");
    assertThat(JavaNames.constant("ServiceCIDR", "servicecidrs")).isEqualTo("SERVICE_CIDRS");
    assertThat(JavaNames.constant("Endpoints", "endpoints")).isEqualTo("ENDPOINTS");
  }
}
