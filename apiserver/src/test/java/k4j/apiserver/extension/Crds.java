package k4j.apiserver.extension;

import java.util.Locale;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import k4j.testing.Eventually;

/// Definitions for tests, and the way to their objects.
final class Crds {

  static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  static final String GADGETS = "/apis/example.com/v1/namespaces/default/gadgets";

  private Crds() {}

  /// `gadgets.example.com` in version v1 with the properties of its spec.
  ///
  /// @param version more of the version, such as `subresources`
  static JsonObject gadgets(String specProperties, String version) {
    return definition(
        "gadget",
        """
        {'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',
         'properties':{'spec':{'type':'object','properties':%s},
         'status':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}}%s}
        """
            .formatted(specProperties, version.isEmpty() ? "" : "," + version));
  }

  /// A definition of a namespaced kind in `example.com`.
  static JsonObject definition(String singular, String versions) {
    String kind = singular.substring(0, 1).toUpperCase(Locale.ROOT) + singular.substring(1);
    return Api.json(
        """
        {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
         'metadata':{'name':'%ss.example.com'},
         'spec':{'group':'example.com','scope':'Namespaced',
          'names':{'plural':'%ss','singular':'%s','kind':'%s'},'versions':[%s]}}
        """
            .formatted(singular, singular, singular, kind, versions));
  }

  static JsonObject create(Api api, JsonObject definition) {
    return api.send("POST", PATH, Request.JSON, definition).body();
  }

  static JsonObject gadget(String name, String spec) {
    return Api.json(
        "{'apiVersion':'example.com/v1','kind':'Gadget','metadata':{'name':'%s'},'spec':%s}"
            .formatted(name, spec));
  }

  static JsonObject post(Api api, JsonObject gadget) {
    return api.send("POST", GADGETS, Request.JSON, gadget).body();
  }

  static JsonObject post(Api api, String name, String spec) {
    return post(api, gadget(name, spec));
  }

  /// Waits until gadgets are served no more.
  static void awaitGone(Api api) {
    Eventually.await("the definition to go", () -> !isServed(api));
  }

  private static boolean isServed(Api api) {
    try {
      return api.get(GADGETS) != null;
    } catch (StatusException gone) {
      return false;
    }
  }

  /// The definition with something else at a path.
  static JsonObject with(JsonObject definition, String value, String... path) {
    return definition.withAt(JsonParser.parse(value.replace('\'', '"')), path);
  }

  static JsonObject withVersions(JsonObject definition, Json... versions) {
    return definition.withAt(JsonArray.of(versions), "spec", "versions");
  }
}
