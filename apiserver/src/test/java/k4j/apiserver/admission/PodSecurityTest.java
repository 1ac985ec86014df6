package k4j.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.podsecurity.PodSecurity;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSecurityTest {

  private static final String GOOD =
      """
      {'metadata':{'name':'p'},'spec':{
       'securityContext':{'runAsNonRoot':true,'seccompProfile':{'type':'RuntimeDefault'}},
       'containers':[{'name':'c','securityContext':{'allowPrivilegeEscalation':false,
        'capabilities':{'drop':['ALL']}}}]}}\
      """;

  private final MapReader reader = new MapReader();
  private final PodSecurity plugin = new PodSecurity(reader);

  private void namespace(String labels) {
    reader.with(Resources.NAMESPACES, "{'metadata':{'name':'ns','labels':" + labels + "}}");
  }

  private void admit(String pod) {
    Requests.admit(plugin, Requests.create(Resources.PODS, pod));
  }

  @Test
  void aNamespaceThatAsksForNothingAllowsEverything() {
    namespace("{}");
    admit("{'metadata':{'name':'p'},'spec':{'hostNetwork':true}}");
  }

  @Test
  void restrictedNamesAllThatIsMissing() {
    namespace("{'pod-security.kubernetes.io/enforce':'restricted'}");
    admit(GOOD);
    assertThatThrownBy(() ->
            admit(
                """
                {'metadata':{'name':'p'},'spec':{'hostNetwork':true,
                 'containers':[{'name':'a'},{'name':'b'}],
                 'volumes':[{'name':'v','hostPath':{'path':'/'}}]}}\
                """))
        .hasMessage(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": host namespaces"
                + " (hostNetwork=true), allowPrivilegeEscalation != false (containers \"a\", \"b\""
                + " must set securityContext.allowPrivilegeEscalation=false), unrestricted"
                + " capabilities (containers \"a\", \"b\" must set"
                + " securityContext.capabilities.drop=[\"ALL\"]), restricted volume types (volume"
                + " \"v\" uses restricted volume type \"hostPath\"), runAsNonRoot != true (pod or"
                + " containers \"a\", \"b\" must set securityContext.runAsNonRoot=true),"
                + " seccompProfile (pod or containers \"a\", \"b\" must set"
                + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'containers':[{'name':'c','securityContext':{'privileged':true}}] | privileged (container"
            + " \"c\" must not set securityContext.privileged=true)",
        "'containers':[{'name':'c','securityContext':{'capabilities':{'add':['NET_RAW','KILL']}}}]"
            + " | non-default capabilities (container \"c\" must not include \"NET_RAW\" in"
            + " securityContext.capabilities.add)",
        "'hostPID':true,'hostIPC':true | host namespaces (hostPID=true, hostIPC=true)",
        "'containers':[{'name':'c','ports':[{'hostPort':80},{'hostPort':81}]}] | hostPort"
            + " (container \"c\" uses hostPorts 80, 81)",
        "'volumes':[{'name':'v','hostPath':{'path':'/'}}] | hostPath volumes (volume \"v\")",
        "'securityContext':{'sysctls':[{'name':'kernel.msgmax'}]} | forbidden sysctls"
            + " (kernel.msgmax)",
        "'securityContext':{'seccompProfile':{'type':'Unconfined'}} | seccompProfile (pod must not"
            + " set securityContext.seccompProfile.type to \"Unconfined\")",
        "'securityContext':{'seLinuxOptions':{'type':'x','user':'u'}} | seLinuxOptions (pod set"
            + " forbidden securityContext.seLinuxOptions: type \"x\"; user may not be set)",
        "'containers':[{'name':'c','securityContext':{'procMount':'Unmasked'}}] | procMount"
            + " (container \"c\" must not set securityContext.procMount to \"Unmasked\")",
        "'containers':[{'name':'c','livenessProbe':{'httpGet':{'host':'h'}}}] | probe or lifecycle"
            + " host (container \"c\" uses probe or lifecycle host \"h\")",
        "'securityContext':{'appArmorProfile':{'type':'Unconfined'}} | forbidden AppArmor profile"
            + " (pod must not set AppArmor profile type to \"Unconfined\")",
      })
  void baseline(String spec, String violation) {
    namespace("{'pod-security.kubernetes.io/enforce':'baseline'}");
    assertThatThrownBy(() -> admit("{'metadata':{'name':'p'},'spec':{" + spec + "}}"))
        .hasMessage(
            "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": " + violation);
    namespace("{'pod-security.kubernetes.io/enforce':'privileged'}");
    admit("{'metadata':{'name':'p'},'spec':{" + spec + "}}");
  }

  @Test
  void oldVersionsAskForLess() {
    namespace(
        "{'pod-security.kubernetes.io/enforce':'baseline',"
            + "'pod-security.kubernetes.io/enforce-version':'v1.33'}");
    admit(
        """
        {'metadata':{'name':'p'},'spec':{'containers':[
         {'name':'c','livenessProbe':{'httpGet':{'host':'h'}}}]}}\
        """);
  }

  @Test
  void warnsOfTemplatesAndRefusesThemNot() {
    namespace("{'pod-security.kubernetes.io/enforce':'restricted'}");
    AdmissionRequest request =
        Requests.create(
            new ResourceName("apps", "v1", "deployments"),
            """
            {'metadata':{'name':'d'},
             'spec':{'template':{'spec':{'hostIPC':true,'containers':[]}}}}\
            """);
    Requests.admit(plugin, request);
    assertThat(plugin.warnings(request))
        .containsExactly(
            "would violate PodSecurity \"restricted:latest\": host namespaces (hostIPC=true)");
  }

  @Test
  void namespacesHearOfPodsThatWouldNotPass() {
    reader.with(
        Resources.PODS, "{'metadata':{'name':'p','namespace':'ns'},'spec':{'hostPID':true}}");
    String strict =
        "{'metadata':{'name':'ns','labels':{'pod-security.kubernetes.io/enforce':'baseline'}}}";
    assertThat(
            plugin.warnings(
                Requests.update(Resources.NAMESPACES, strict, "{'metadata':{'name':'ns'}}")))
        .isEqualTo(
            List.of(
                "existing pods in namespace \"ns\" violate the new PodSecurity enforce level"
                    + " \"baseline:latest\"",
                "p: host namespaces"));
    assertThatThrownBy(() ->
            Requests.admit(
                plugin,
                Requests.create(
                    Resources.NAMESPACES,
                    """
                    {'metadata':{'name':'ns',
                     'labels':{'pod-security.kubernetes.io/enforce':'x'}}}\
                    """)))
        .hasMessage(
            "Namespace \"ns\" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]:"
                + " Invalid value: \"x\": must be one of privileged, baseline, restricted");
  }
}
