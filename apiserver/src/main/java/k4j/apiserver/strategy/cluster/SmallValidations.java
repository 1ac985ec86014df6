package k4j.apiserver.strategy.cluster;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Kinds with a rule or two: service accounts, revisions of controllers, migrations of storage.
public final class SmallValidations {

  public static final Validation REVISION = new Revisions();
  public static final Validation MIGRATION = new Migrations();

  public static final Validation ACCOUNT = new Accounts();

  private SmallValidations() {}

  private record Accounts() implements Validation {

    private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

    @Override
    public void create(JsonObject account, FieldErrors errors) {}

    @Override
    public List<String> warnings(JsonObject account) {
      return account.object("metadata").object("annotations").has(MOUNTABLE)
          ? List.of(
              "metadata.annotations["
                  + MOUNTABLE
                  + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to"
                  + " mounted secrets")
          : List.of();
    }

    @Override
    public List<String> warnings(JsonObject account, JsonObject old) {
      return warnings(old).isEmpty() ? warnings(account) : List.of();
    }
  }

  private record Revisions() implements Validation {

    @Override
    public void create(JsonObject revision, FieldErrors errors) {
      Checks.notNegative(revision, "revision", FieldPath.ROOT, errors);
      if (!revision.has("data")) {
        errors.required(FieldPath.of("data"), "data is mandatory");
      }
    }

    @Override
    public void update(
        JsonObject revision, JsonObject old, String subresource, FieldErrors errors) {
      Checks.notNegative(revision, "revision", FieldPath.ROOT, errors);
      Checks.immutable(revision, old, "data", FieldPath.ROOT, errors);
    }
  }

  private record Migrations() implements Validation {

    private static final FieldPath RESOURCE = FieldPath.of("spec").child("resource");

    @Override
    public void create(JsonObject migration, FieldErrors errors) {
      JsonObject resource = migration.object("spec").object("resource");
      String group = resource.string("group");
      String name = resource.string("resource");
      if (name.isEmpty()) {
        errors.required(RESOURCE.child("resource"), "resource is required to be set");
      } else {
        errors.invalidEach(RESOURCE.child("resource"), name, Formats.dns1035Label(name));
      }
      if (!group.isEmpty()) {
        errors.invalidEach(RESOURCE.child("group"), group, Formats.dnsSubdomain(group));
      }
    }

    @Override
    public void update(
        JsonObject migration, JsonObject old, String subresource, FieldErrors errors) {
      Checks.immutable(migration, old, "spec", FieldPath.ROOT, errors);
    }
  }
}
