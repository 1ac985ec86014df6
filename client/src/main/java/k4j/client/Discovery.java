package k4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;

/// What a server serves, asked from its discovery documents.
public final class Discovery {

  /// A resource as discovery shows it.
  public record Served(Kind<Unstructured> kind, List<String> verbs) {
    public Served {
      verbs = List.copyOf(verbs);
    }

    public boolean can(String... wanted) {
      return verbs.containsAll(List.of(wanted));
    }
  }

  /// What was found, and the group versions that could not be asked with their failures.
  public record Found(List<Served> resources, Map<String, String> failures) {
    public Found {
      resources = List.copyOf(resources);
      failures = Map.copyOf(failures);
    }
  }

  private final Transport transport;

  Discovery(Transport transport) {
    this.transport = transport;
  }

  /// The resources of each group in its preferred version, subresources left out.
  public Found preferred() {
    var resources = new ArrayList<Served>();
    var failures = new TreeMap<String, String>();
    for (String groupVersion : preferredVersions()) {
      try {
        resources.addAll(resources(groupVersion));
      } catch (StatusException e) {
        failures.put(groupVersion, e.status().message());
      }
    }
    return new Found(resources, failures);
  }

  /// `v1` first, then each group's preferred version in the server's order.
  public List<String> preferredVersions() {
    var versions = new ArrayList<String>();
    versions.add("v1");
    for (JsonObject group : get("/apis").array("groups").objects()) {
      versions.add(group.object("preferredVersion").string("groupVersion"));
    }
    return versions;
  }

  /// The resources of one group version.
  public List<Served> resources(String groupVersion) {
    int slash = groupVersion.indexOf('/');
    String group = slash < 0 ? "" : groupVersion.substring(0, slash);
    String version = groupVersion.substring(slash + 1);
    var found = new ArrayList<Served>();
    for (JsonObject row :
        get(new ResourceName(group, version, "").root()).array("resources").objects()) {
      String plural = row.string("name");
      if (plural.indexOf('/') < 0) {
        var name = new ResourceName(group, version, plural);
        var kind = Unstructured.kind(name, row.string("kind"), row.bool("namespaced"));
        found.add(new Served(kind, row.array("verbs").strings()));
      }
    }
    return found;
  }

  private JsonObject get(String path) {
    return transport.send(Request.get(path, Map.of())).body();
  }
}
