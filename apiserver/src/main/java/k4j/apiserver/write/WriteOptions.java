package k4j.apiserver.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.GoQuote;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.Call;

/// The parameters of a create, update or patch, checked.
///
/// @param givenManager what the request says of the fields' owner; may be empty
/// @param fieldManager who the fields belong to; from the user agent where the request is silent
public record WriteOptions(
    boolean dryRun,
    String givenManager,
    String fieldManager,
    String fieldValidation,
    boolean force) {

  private static final Set<String> VALIDATIONS = Set.of("", "Ignore", "Warn", "Strict");
  private static final int LONGEST_MANAGER = 128;

  /// @param kind `CreateOptions`, `UpdateOptions` or `PatchOptions`
  public static WriteOptions of(Call call, String kind) {
    var causes = new ArrayList<Cause>();
    List<String> dryRun = call.query().all("dryRun");
    causes.addAll(dryRunCauses(dryRun));
    String validation = call.query().first("fieldValidation");
    if (!VALIDATIONS.contains(validation)) {
      causes.add(
          new Cause(
              "FieldValueNotSupported",
              "Unsupported value: \"%s\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
                  .formatted(validation),
              "fieldValidation"));
    }
    String manager = call.query().first("fieldManager");
    causes.addAll(managerCauses(manager));
    boolean force = call.query().bool("force");
    boolean apply = call.body().contentType().equals("application/apply-patch+yaml");
    if (kind.equals("PatchOptions")) {
      causes.addAll(patchCauses(apply, call.query().has("force"), manager));
    }
    if (!causes.isEmpty()) {
      throw StatusException.invalid("meta.k8s.io", kind, "", causes);
    }
    String owner = manager.isEmpty() ? ofUserAgent(call.headers().first("user-agent")) : manager;
    return new WriteOptions(!dryRun.isEmpty(), manager, owner, validation, force);
  }

  /// What a dryRun list other than `All` gets to hear.
  public static List<Cause> dryRunCauses(List<String> dryRun) {
    boolean valid = dryRun.stream().allMatch("All"::equals);
    return valid
        ? List.of()
        : List.of(
            new Cause(
                "FieldValueNotSupported",
                "Unsupported value: %s: supported values: \"All\""
                    .formatted(JsonArray.ofStrings(dryRun)),
                "dryRun"));
  }

  private static List<Cause> managerCauses(String manager) {
    if (manager.length() > LONGEST_MANAGER) {
      return List.of(
          new Cause(
              "FieldValueTooLong", "Too long: may not be more than 128 bytes", "fieldManager"));
    }
    var causes = new ArrayList<Cause>();
    for (int i = 0; i < manager.length(); i++) {
      char c = manager.charAt(i);
      if (Character.isISOControl(c)) {
        causes.add(
            new Cause(
                "FieldValueInvalid",
                "Invalid value: %s: invalid character U+%04X (at position %d)"
                    .formatted(GoQuote.quote(manager), (int) c, i),
                "fieldManager"));
      }
    }
    return causes;
  }

  private static List<Cause> patchCauses(boolean apply, boolean forceGiven, String manager) {
    if (!apply) {
      return forceGiven
          ? List.of(
              new Cause(
                  "FieldValueForbidden",
                  "Forbidden: may not be specified for non-apply patch",
                  "force"))
          : List.of();
    }
    return manager.isEmpty()
        ? List.of(
            new Cause(
                "FieldValueRequired",
                "Required value: is required for apply patch",
                "fieldManager"))
        : List.of();
  }

  /// The part of the user agent before the first slash, as Kubernetes takes it.
  private static String ofUserAgent(String agent) {
    int slash = agent.indexOf('/');
    String product = slash < 0 ? agent : agent.substring(0, slash);
    return product.length() > LONGEST_MANAGER ? product.substring(0, LONGEST_MANAGER) : product;
  }

  /// As admission sees them, who knows only of creating and updating.
  ///
  /// @param kind `CreateOptions` or `UpdateOptions`
  public JsonObject json(String kind) {
    var out = JsonObject.builder().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
    if (dryRun) {
      out.put("dryRun", JsonArray.ofStrings(List.of("All")));
    }
    if (!givenManager.isEmpty()) {
      out.put("fieldManager", givenManager);
    }
    if (!fieldValidation.isEmpty()) {
      out.put("fieldValidation", fieldValidation);
    }
    return out.build();
  }
}
