package k4j.apiserver.extension;

import k4j.api.json.JsonObject;
import k4j.apiserver.conversion.Conversion;

/// Between the version of a custom resource that is served and the one that is stored. What is read
/// from the store is pruned and filled in by the schema of today.
final class CustomConversion implements Conversion {

  private final CustomVersion version;

  CustomConversion(CustomVersion version) {
    this.version = version;
  }

  @Override
  public JsonObject toStored(JsonObject served) {
    return version.kind().stored().map(stored -> converted(served, stored)).orElse(served);
  }

  private JsonObject converted(JsonObject object, CustomVersion to) {
    JsonObject result =
        object.string("apiVersion").equals(to.apiVersion())
            ? object
            : version.kind().converter().convert(object, to.apiVersion());
    return new CustomForm(to).coerced(result);
  }

  @Override
  public JsonObject toServed(JsonObject stored) {
    CustomVersion from = version.kind().version(stored.string("apiVersion"));
    JsonObject result = from == null ? stored : new CustomForm(from).fromStore(stored);
    return stored.string("apiVersion").equals(version.apiVersion())
        ? result
        : converted(result, version);
  }
}
