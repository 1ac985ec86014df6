package k4j.apiserver.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamAccessTest {

  private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
  private static final String ALICE = "user &{alice  [devs] map[]}";

  /// Alice may get one map, and list all secrets.
  private static final Authorizer AUTHORIZER =
      asked -> {
        boolean may =
            switch (asked.resource()) {
              case "configmaps" ->
                  asked.verb().equals("get")
                      && asked.namespace().equals("default")
                      && asked.name().equals("params");
              case "secrets" -> asked.verb().equals("list");
              default -> false;
            };
        boolean writes = asked.group().equals("admissionregistration.k8s.io");
        return may || writes || asked.user().groups().contains(User.MASTERS)
            ? Decision.ALLOW
            : Decision.NO_OPINION;
      };

  private final Api api =
      new Api(builder ->
          builder
              .authorizer(_ -> AUTHORIZER)
              .plugins(reader -> List.of(new ParamAccess(reader, AUTHORIZER))));
  private final Transport alice = api.server.transport(User.of("alice", "devs"), "test");

  private JsonObject write(String method, String path, String body) {
    return alice.send(Request.of(method, GROUP + path, Map.of(), Api.json(body))).body();
  }

  private static String policy(String name, String kind) {
    return ("{'metadata':{'name':'%s'},'spec':{'paramKind':{'apiVersion':'v1','kind':'%s'},"
            + "'matchConstraints':{'resourceRules':[{'apiGroups':['*'],'apiVersions':['*'],"
            + "'operations':['CREATE'],'resources':['pods']}]},"
            + "'validations':[{'expression':'true'}]}}")
        .formatted(name, kind);
  }

  private static String binding(String policy, String reference) {
    return ("{'metadata':{'name':'b'},'spec':{'policyName':'%s','validationActions':['Deny'],"
            + "'paramRef':{%s,'parameterNotFoundAction':'Deny'}}}")
        .formatted(policy, reference);
  }

  @Test
  void whoMakesAPolicyMustBeAbleToReadAllItsParameters() {
    String problem =
        "ValidatingAdmissionPolicy.admissionregistration.k8s.io \"p\" is invalid: spec.paramKind:"
            + " Forbidden: "
            + ALICE
            + " must have \"get\" permission on all objects of the referenced paramKind"
            + " (kind=ConfigMap, apiVersion=v1)";
    assertThat(
            Api.failureText(
                () -> write("POST", "validatingadmissionpolicies", policy("p", "ConfigMap"))))
        .isEqualTo("422 Invalid: " + problem);
    api.post(GROUP + "validatingadmissionpolicies", policy("p", "ConfigMap"));
    JsonObject own = api.get(GROUP + "validatingadmissionpolicies/p");
    JsonObject changed = own.withAt(Json.of("Ignore"), "spec", "failurePolicy");
    assertThat(
            alice
                .send(Request.of("PUT", GROUP + "validatingadmissionpolicies/p", Map.of(), changed))
                .code())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ConfigMap | 'name':'params','namespace':'default' |
          ConfigMap | 'name':'params' | user does not have "get" permission on the object referenced by paramRef
          ConfigMap | 'name':'other','namespace':'default' | user does not have "get" permission on the object referenced by paramRef
          ConfigMap | 'selector':{},'namespace':'default' | user does not have "list" permission on the object referenced by paramRef
          Secret    | 'selector':{} |
          Gadget    | 'name':'x' | unable to resolve paramKind &ParamKind{APIVersion:v1,Kind:Gadget,} to determine minimum required permissions and user does not have "get" permission for all groups, versions and resources
                    | 'name':'x' | unable to get policy p to determine minimum required permissions and user does not have "get" permission for all groups, versions and resources
          """)
  void whoBindsAPolicyMustBeAbleToReadItsParameters(String kind, String reference, String problem) {
    if (kind != null) {
      api.post(GROUP + "validatingadmissionpolicies", policy("p", kind));
    }
    String path = "validatingadmissionpolicybindings";
    if (problem == null) {
      assertThat(write("POST", path, binding("p", reference)).has("spec")).isTrue();
      return;
    }
    assertThat(Api.failureText(() -> write("POST", path, binding("p", reference))))
        .isEqualTo(
            "422 Invalid: ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io \"b\" is"
                + " invalid: spec.paramRef: Forbidden: "
                + problem.replaceFirst("user ", ALICE + " "));
  }
}
