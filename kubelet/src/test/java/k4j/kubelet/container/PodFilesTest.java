package k4j.kubelet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.container.SecurityProfile;
import k4j.cri.image.Image;
import k4j.cri.sandbox.DnsConfig;
import k4j.kubelet.Text;
import org.junit.jupiter.api.Test;

/// `/etc/hosts`, `/etc/resolv.conf`, cgroup numbers and security contexts of containers.
class PodFilesTest {

  @Test
  void hostsNameThePodAndItsAliases() {
    JsonObject pod =
        Text.pod(
            """
            {'hostname':'web','subdomain':'sub',
             'hostAliases':[{'ip':'1.2.3.4','hostnames':['a','b']}]}\
            """);
    assertThat(HostsFile.content(pod, List.of("10.0.0.5"), "cluster.local", "node"))
        .startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
        .contains("10.0.0.5\tweb.sub.default.svc.cluster.local\tweb\n")
        .endsWith("\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n");
  }

  @Test
  void namesFollowTheDnsPolicy() {
    PodDns dns =
        new PodDns(
            List.of("10.96.0.10"),
            "cluster.local",
            PodDns.parse("search home\nnameserver 9.9.9.9\noptions edns0\n"));
    DnsConfig node = new DnsConfig(List.of("9.9.9.9"), List.of("home"), List.of("edns0"));
    DnsConfig cluster =
        new DnsConfig(
            List.of("10.96.0.10"),
            List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "home"),
            List.of("ndots:5"));
    assertThat(dns.of(Text.pod("{'dnsPolicy':'ClusterFirst'}"))).isEqualTo(cluster);
    assertThat(dns.of(Text.pod("{'dnsPolicy':'ClusterFirst','hostNetwork':true}"))).isEqualTo(node);
    assertThat(dns.of(Text.pod("{'dnsPolicy':'ClusterFirstWithHostNet','hostNetwork':true}")))
        .isEqualTo(cluster);
    assertThat(dns.of(Text.pod("{'dnsPolicy':'Default'}"))).isEqualTo(node);
    assertThat(
            dns.of(
                Text.pod(
                    """
                    {'dnsPolicy':'None','dnsConfig':{'nameservers':['1.1.1.1'],
                     'searches':['s'],'options':[{'name':'ndots','value':'2'}]}}\
                    """)))
        .isEqualTo(new DnsConfig(List.of("1.1.1.1"), List.of("s"), List.of("ndots:2")));
  }

  @Test
  void requestsAndLimitsBecomeSharesAndQuotas() {
    JsonObject container =
        Text.json(
            """
            {'name':'c','resources':{'requests':{'cpu':'250m','memory':'256Mi'},
             'limits':{'cpu':'500m','memory':'512Mi'}}}\
            """);
    JsonObject pod = Text.pod("{}").withAt(JsonArray.of(container), "spec", "containers");
    LinuxContainerResources resources = CgroupResources.of(pod, container, 1L << 30);
    assertThat(resources.cpuShares()).isEqualTo(256);
    assertThat(resources.cpuQuota()).isEqualTo(50_000);
    assertThat(resources.memoryLimitBytes()).isEqualTo(512L << 20);
    assertThat(resources.oomScoreAdj()).isEqualTo(750);
    assertThat(CgroupResources.of(Text.pod("{}"), Text.json("{'name':'c'}"), 1).cpuShares())
        .isEqualTo(2);
  }

  private static Image image(long uid, String user) {
    return new Image(
        "id",
        List.of(),
        List.of(),
        0,
        uid < 0 ? OptionalLong.empty() : OptionalLong.of(uid),
        user,
        false);
  }

  @Test
  void theContainersSecurityContextComesFirst() {
    SecurityContexts contexts = new SecurityContexts(Path.of("/profiles"));
    JsonObject pod =
        Text.pod(
            """
            {'securityContext':{'runAsUser':1000,'fsGroup':2000,'supplementalGroups':[3000],
             'seccompProfile':{'type':'RuntimeDefault'}}}\
            """);
    var of =
        contexts.of(
            pod,
            Text.json(
                """
                {'name':'c','securityContext':{'runAsUser':1001,
                 'allowPrivilegeEscalation':false,'readOnlyRootFilesystem':true}}\
                """),
            image(0, ""),
            "");
    assertThat(of.runAsUser()).hasValue(1001);
    assertThat(of.supplementalGroups()).containsExactly(2000L, 3000L);
    assertThat(of.noNewPrivs()).isTrue();
    assertThat(of.readonlyRootfs()).isTrue();
    assertThat(of.seccomp()).isEqualTo(SecurityProfile.RUNTIME_DEFAULT);
  }

  @Test
  void rootIsRefusedWhereThePodSaysSo() {
    SecurityContexts contexts = new SecurityContexts(Path.of("/profiles"));
    JsonObject pod = Text.pod("{'securityContext':{'runAsNonRoot':true}}");
    JsonObject container = Text.json("{'name':'c'}");
    assertThatThrownBy(() -> contexts.of(pod, container, image(0, ""), ""))
        .hasMessage(
            "container has runAsNonRoot and image will run as root"
                + " (pod: \"p_default(u)\", container: c)");
    assertThatThrownBy(() -> contexts.of(pod, container, image(-1, "web"), ""))
        .hasMessage(
            "container has runAsNonRoot and image has non-numeric user (web), cannot verify user"
                + " is non-root (pod: \"p_default(u)\", container: c)");
    assertThat(contexts.of(pod, container, image(5, ""), "").runAsUser()).hasValue(5);
  }
}
