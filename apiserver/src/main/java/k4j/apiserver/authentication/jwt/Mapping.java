package k4j.apiserver.authentication.jwt;

import java.util.List;
import java.util.Optional;
import k4j.api.cel.Program;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.configuration.ConfigNode;

/// How one part of a user is taken from a token's claims.
///
/// @param claim empty where it is an expression, or nothing
record Mapping(String claim, String prefix, Optional<Program> expression) {

  static final Mapping NOTHING = new Mapping("", "", Optional.empty());

  /// @param required whether there must be one
  /// @param prefixed whether a claim needs a prefix, if an empty one
  static Mapping parse(ConfigNode node, boolean required, boolean prefixed, FieldErrors errors) {
    if (prefixed) {
      node.fields("claim", "prefix", "expression");
    } else {
      node.fields("claim", "expression");
    }
    String claim = node.text("claim");
    String expression = node.text("expression");
    if (!claim.isEmpty() && !expression.isEmpty()) {
      errors.invalid(node.path(), "", "claim and expression can't both be set");
    } else if (claim.isEmpty() && expression.isEmpty() && required) {
      errors.required(node.path(), "claim or expression is required");
    }
    if (!claim.isEmpty() && prefixed && !node.has("prefix")) {
      errors.required(
          node.path("prefix"),
          "prefix is required when claim is set. It can be set to an empty"
              + " string to disable prefixing");
    }
    if (!expression.isEmpty() && node.has("prefix")) {
      errors.invalid(
          node.path("prefix"), node.text("prefix"), "may not be specified when expression is set");
    }
    Optional<Program> program =
        expression.isEmpty()
            ? Optional.empty()
            : Claims.overClaims(expression, node.path("expression"), errors);
    return new Mapping(claim, prefixed ? node.text("prefix") : "", program);
  }

  /// The texts that the claims give; none where they have none.
  List<String> of(JsonObject claims, String what) throws ClaimException {
    if (expression.isPresent()) {
      return Claims.texts(Claims.evaluate(expression.get(), "claims", claims), what);
    }
    Json value = claims.get(claim);
    return Claims.texts(value == null ? JsonNull.NULL : value, what).stream()
        .map(each -> prefix + each)
        .toList();
  }
}
