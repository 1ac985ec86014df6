package k4j.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Reader;

/// The policies of one kind with their bindings, read anew only when one of them has changed; a
/// policy is compiled once for each of its versions.
final class PolicySource<P> {

  private final Reader reader;
  private final ResourceName policies;
  private final ResourceName bindings;
  private final Function<JsonObject, P> compiler;
  private volatile Known<P> known = new Known<>(-1, -1, Map.of(), List.of());

  PolicySource(Reader reader, String plural, Function<JsonObject, P> compiler) {
    this.reader = reader;
    this.compiler = compiler;
    String group = "admissionregistration.k8s.io";
    policies = new ResourceName(group, "v1", plural);
    bindings = new ResourceName(group, "v1", plural.replace("policies", "policybindings"));
  }

  /// A policy that is in use.
  record Bound<P>(P policy, List<Binding> bindings) {}

  private record Compiled<P>(String resourceVersion, P policy) {}

  private record Known<P>(
      long policyVersion,
      long bindingVersion,
      Map<String, Compiled<P>> compiled,
      List<Bound<P>> bound) {}

  /// By name; only those that have a binding.
  List<Bound<P>> policies() {
    long policyVersion = reader.version(policies);
    long bindingVersion = reader.version(bindings);
    Known<P> last = known;
    if (last.policyVersion() == policyVersion
        && last.bindingVersion() == bindingVersion
        && policyVersion >= 0) {
      return last.bound();
    }
    Known<P> next = read(policyVersion, bindingVersion, last);
    known = next;
    return next.bound();
  }

  private Known<P> read(long policyVersion, long bindingVersion, Known<P> last) {
    var byPolicy = new HashMap<String, List<Binding>>();
    for (JsonObject object : sorted(bindings)) {
      Binding binding = Binding.of(object);
      byPolicy.computeIfAbsent(binding.policy(), _ -> new ArrayList<>()).add(binding);
    }
    var compiled = new HashMap<String, Compiled<P>>();
    var bound = new ArrayList<Bound<P>>();
    for (JsonObject object : byPolicy.isEmpty() ? List.<JsonObject>of() : sorted(policies)) {
      String name = object.object("metadata").string("name");
      List<Binding> uses = byPolicy.get(name);
      if (uses != null) {
        Compiled<P> one = compiled(object, last.compiled().get(name));
        compiled.put(name, one);
        bound.add(new Bound<>(one.policy(), List.copyOf(uses)));
      }
    }
    return new Known<>(policyVersion, bindingVersion, Map.copyOf(compiled), List.copyOf(bound));
  }

  private Compiled<P> compiled(
      JsonObject object, @org.jspecify.annotations.Nullable Compiled<P> before) {
    String version = object.object("metadata").string("resourceVersion");
    return before != null && before.resourceVersion().equals(version)
        ? before
        : new Compiled<>(version, compiler.apply(object));
  }

  private List<JsonObject> sorted(ResourceName resource) {
    return reader.list(resource, "").stream()
        .sorted(Comparator.comparing(object -> object.object("metadata").string("name")))
        .toList();
  }
}
