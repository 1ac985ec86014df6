package k4j.apiserver.authorization;

import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;

/// The answer to somebody who may not do what they ask for, in Kubernetes' words.
public final class Forbidden {

  private Forbidden() {}

  /// @param reason why, as the authorizer says; may be empty
  public static StatusException of(Attributes attributes, String reason) {
    String message = message(attributes);
    return StatusException.forbidden(
        new ResourceName(attributes.group(), attributes.version(), attributes.resource()),
        attributes.name(),
        reason.isEmpty() ? message : message + ": " + reason);
  }

  static String message(Attributes attributes) {
    String start = "User " + Quoted.text(attributes.user().name()) + " cannot " + attributes.verb();
    if (!attributes.isResource()) {
      return harmless(start + " path " + Quoted.text(attributes.path()));
    }
    String what =
        " resource "
            + Quoted.text(attributes.combinedResource())
            + " in API group "
            + Quoted.text(attributes.group());
    String where =
        attributes.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace " + Quoted.text(attributes.namespace());
    return harmless(start + what + where);
  }

  /// No browser may take the answer for HTML.
  private static String harmless(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
