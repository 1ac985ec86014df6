package k4j.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.Api;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.admission.node.PodTopologyLabels;
import k4j.apiserver.admission.optional.AlwaysDeny;
import k4j.apiserver.admission.optional.AlwaysPullImages;
import k4j.apiserver.admission.optional.DenyServiceExternalIPs;
import k4j.apiserver.admission.optional.ExtendedResourceToleration;
import k4j.apiserver.admission.optional.LimitPodHardAntiAffinityTopology;
import k4j.apiserver.admission.optional.NamespaceAutoProvision;
import k4j.apiserver.admission.optional.NamespaceExists;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plugins that are on only where somebody asks for them, and the choice among all.
class OptionalPluginsTest {

  private static final MapReader READER =
      new MapReader()
          .with(
              Resources.NODES,
              "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z','x':'y'}}}");

  private static AdmissionPlugin plugin(String name) {
    return switch (name) {
      case "AlwaysDeny" -> new AlwaysDeny();
      case "AlwaysPullImages" -> new AlwaysPullImages();
      case "DenyServiceExternalIPs" -> new DenyServiceExternalIPs();
      case "ExtendedResourceToleration" -> new ExtendedResourceToleration();
      case "LimitPodHardAntiAffinityTopology" -> new LimitPodHardAntiAffinityTopology();
      case "NamespaceExists" -> new NamespaceExists(READER);
      default -> new PodTopologyLabels(READER);
    };
  }

  /// What comes of an object: the object, or the refusal.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          AlwaysDeny | pods | {} | {} | admission control is denying all modifications
          DenyServiceExternalIPs | services | {'spec':{'externalIPs':['1.2.3.4']}} | {} | Use of external IPs is denied by admission control
          DenyServiceExternalIPs | services | {'spec':{'externalIPs':['1.2.3.4']}} | {'spec':{'externalIPs':['1.2.3.4','5.6.7.8']}} | {'spec':{'externalIPs':['1.2.3.4']}}
          LimitPodHardAntiAffinityTopology | pods | {'spec':{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'zone'}]}}}} | {} | affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed
          LimitPodHardAntiAffinityTopology | pods | {'spec':{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'kubernetes.io/hostname'}]}}}} | {} | {'spec':{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'kubernetes.io/hostname'}]}}}}
          NamespaceExists | pods | {} | {} | namespaces "ns" not found
          AlwaysPullImages | pods | {'spec':{'containers':[{'name':'c','image':'i','imagePullPolicy':'Never'}],'initContainers':[{'name':'d'}],'volumes':[{'name':'v','image':{'reference':'r'}},{'name':'e'}]}} | {} | {'spec':{'containers':[{'image':'i','imagePullPolicy':'Always','name':'c'}],'initContainers':[{'imagePullPolicy':'Always','name':'d'}],'volumes':[{'image':{'pullPolicy':'Always','reference':'r'},'name':'v'},{'name':'e'}]}}
          AlwaysPullImages | pods | {'spec':{'containers':[{'name':'c','image':'i','imagePullPolicy':'Never'}]}} | {'spec':{'containers':[{'name':'c','image':'i'}]}} | {'spec':{'containers':[{'name':'c','image':'i','imagePullPolicy':'Never'}]}}
          ExtendedResourceToleration | pods | {'spec':{'containers':[{'resources':{'requests':{'acme.io/gpu':'1','cpu':'1','kubernetes.io/x':'1'}}}]}} | {} | {'spec':{'containers':[{'resources':{'requests':{'acme.io/gpu':'1','cpu':'1','kubernetes.io/x':'1'}}}],'tolerations':[{'effect':'NoSchedule','key':'acme.io/gpu','operator':'Exists'}]}}
          PodTopologyLabels | pods/binding | {'target':{'kind':'Node','name':'n'}} | {} | {'metadata':{'labels':{'topology.kubernetes.io/zone':'z'}},'target':{'kind':'Node','name':'n'}}
          PodTopologyLabels | pods/binding | {'target':{'name':'n'}} | {} | {'target':{'name':'n'}}
          PodTopologyLabels | pods | {'spec':{'nodeName':'n'}} | {} | {'metadata':{'labels':{'topology.kubernetes.io/zone':'z'}},'spec':{'nodeName':'n'}}
          PodTopologyLabels | pods | {'spec':{'nodeName':'gone'}} | {} | {'spec':{'nodeName':'gone'}}
          """)
  void mutatesOrRefuses(String name, String where, String now, String old, String expected) {
    String[] parts = where.split("/");
    AdmissionRequest request =
        Requests.request(
            Requests.ANN,
            old.equals("{}") ? Operation.CREATE : Operation.UPDATE,
            new ResourceName("", "v1", parts[0]),
            parts.length > 1 ? parts[1] : "",
            MapReader.json(now),
            MapReader.json(old));
    AdmissionPlugin plugin = plugin(name);
    if (expected.startsWith("{")) {
      JsonObject result = plugin.handles(request) ? plugin.mutate(request) : request.object();
      assertThat(result).isEqualTo(MapReader.json(expected));
      if (plugin.handles(request)) {
        plugin.validate(request.withObject(result));
      }
    } else {
      assertThatThrownBy(() -> plugin.validate(request))
          .isInstanceOf(StatusException.class)
          .hasMessageEndingWith(expected);
    }
  }

  @Test
  void whatLaterPluginsUndoIsRefused() {
    AdmissionRequest request =
        Requests.create(
            Resources.PODS,
            "{'metadata':{'name':'p'},'spec':{'containers':[{'imagePullPolicy':'Never'}]}}");
    assertThatThrownBy(() -> new AlwaysPullImages().validate(request))
        .hasMessageEndingWith(
            "spec.containers[0].imagePullPolicy: Unsupported value: \"Never\": supported values:"
                + " \"Always\"");
  }

  @Test
  void aNamespaceIsMadeOnDemand() {
    var api = new Api();
    var plugin = new NamespaceAutoProvision(api.server.reader(), () -> api.transport);
    AdmissionRequest request =
        Requests.create(Resources.PODS, "{'metadata':{'name':'p','namespace':'ns'}}");
    plugin.mutate(request);
    plugin.mutate(request);
    assertThat(api.get("/api/v1/namespaces/ns").object("status").string("phase"))
        .isEqualTo("Active");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Magic          | ``             | enable-admission-plugins plugin "Magic" is unknown
          ``             | Magic          | disable-admission-plugins plugin "Magic" is unknown
          RoleEscalation | ``             | enable-admission-plugins plugin "RoleEscalation" is unknown
          PodSecurity    | PodSecurity    | [PodSecurity] in enable-admission-plugins and disable-admission-plugins overlapped
          """)
  void aWrongChoiceIsSaid(String enable, String disable, String message) {
    assertThatThrownBy(() -> AdmissionChoice.of(names(enable), names(disable)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  @ParameterizedTest
  @CsvSource({"PodSecurity,true,true", "AlwaysDeny,false,true", "LimitRanger,true,false"})
  void theChoiceCounts(String name, boolean otherwise, boolean wanted) {
    var choice = AdmissionChoice.of(List.of("AlwaysDeny"), List.of("LimitRanger"));
    assertThat(choice.wants(name, otherwise)).isEqualTo(wanted);
  }
}
