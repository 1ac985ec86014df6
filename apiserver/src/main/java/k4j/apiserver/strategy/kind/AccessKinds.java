package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.cluster.RoleBindingValidation;
import k4j.apiserver.strategy.cluster.RoleValidation;

/// rbac.authorization.k8s.io and certificates.k8s.io.
public final class AccessKinds {

  private AccessKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    KindRules role = KindRules.PLAIN.withNames(NameRule.PATH_SEGMENT).creatingOnUpdate();
    String group = ".rbac.authorization.k8s.io";
    rules.put("roles" + group, role.validating(new RoleValidation(true)));
    rules.put("clusterroles" + group, role.validating(new RoleValidation(false)));
    rules.put("rolebindings" + group, role.validating(new RoleBindingValidation(true)));
    rules.put("clusterrolebindings" + group, role.validating(new RoleBindingValidation(false)));
    rules.put("clustertrustbundles.certificates.k8s.io", KindRules.PLAIN.needingVersion());
    rules.put(
        "podcertificaterequests.certificates.k8s.io",
        KindRules.PLAIN.statusKeeping("metadata").needingVersion());
    return rules;
  }
}
