package k4j.apiserver.strategy.network;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.IpFormats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.NamedPaths;
import k4j.apiserver.strategy.Validation;

/// The ranges of service addresses, the addresses themselves, and classes of ingresses.
public final class AddressValidations {

  private static final FieldPath SPEC = FieldPath.of("spec");

  public static final Validation INGRESS_CLASS = new IngressClasses();
  public static final Validation ADDRESS = new Addresses();
  public static final Validation RANGE = new Ranges();

  private AddressValidations() {}

  private record IngressClasses() implements Validation {

    @Override
    public void create(JsonObject ingressClass, FieldErrors errors) {
      JsonObject spec = ingressClass.object("spec");
      controller(spec.string("controller"), errors);
      if (spec.has("parameters")) {
        parameters(spec.object("parameters"), SPEC.child("parameters"), errors);
      }
    }

    @Override
    public void update(
        JsonObject ingressClass, JsonObject old, String subresource, FieldErrors errors) {
      Checks.immutable(ingressClass.object("spec"), old.object("spec"), "controller", SPEC, errors);
      create(ingressClass, errors);
    }

    private static void controller(String name, FieldErrors errors) {
      FieldPath path = SPEC.child("controller");
      if (name.length() > 250) {
        errors.tooLong(path, 250);
      }
      NamedPaths.domainPrefixed(name, path, errors);
    }

    private static void parameters(JsonObject parameters, FieldPath path, FieldErrors errors) {
      References.typed(parameters, path, errors);
      if (parameters.get("scope") instanceof JsonString scope
          && !List.of("Cluster", "Namespace").contains(scope.value())) {
        errors.notSupported(path.child("scope"), scope, List.of("Cluster", "Namespace"));
      }
      FieldPath at = path.child("namespace");
      switch (parameters.string("scope")) {
        case "Namespace" -> {
          if (!parameters.has("namespace")) {
            errors.required(at, "`parameters.scope` is set to 'Namespace'");
          } else {
            String namespace = parameters.string("namespace");
            errors.invalidEach(at, namespace, Formats.dnsLabel(namespace));
          }
        }
        case "Cluster" -> {
          if (parameters.has("namespace")) {
            errors.forbidden(at, "`parameters.scope` is set to 'Cluster'");
          }
        }
        default -> {}
      }
    }
  }

  private record Addresses() implements Validation {

    @Override
    public void create(JsonObject address, FieldErrors errors) {
      String name = address.object("metadata").string("name");
      errors.invalidEach(FieldPath.of("metadata").child("name"), name, IpFormats.canonicalIp(name));
      parent(address.object("spec"), errors);
    }

    private static void parent(JsonObject spec, FieldErrors errors) {
      FieldPath path = SPEC.child("parentRef");
      if (!spec.has("parentRef")) {
        errors.required(path);
        return;
      }
      JsonObject parent = spec.object("parentRef");
      String group = parent.string("group");
      if (!group.isEmpty()) {
        errors.invalidEach(path.child("group"), group, Formats.dnsSubdomain(group));
      }
      for (String field : new String[] {"resource", "name"}) {
        Checks.required(parent, field, path, errors);
      }
      for (String field : new String[] {"resource", "name", "namespace"}) {
        String value = parent.string(field);
        if (!value.isEmpty()) {
          errors.invalidEach(path.child(field), value, ValueFormats.pathSegment(value));
        }
      }
    }

    @Override
    public void update(JsonObject address, JsonObject old, String subresource, FieldErrors errors) {
      create(address, errors);
      Checks.immutable(address.object("spec"), old.object("spec"), "parentRef", SPEC, errors);
    }
  }

  private record Ranges() implements Validation {

    @Override
    public void create(JsonObject range, FieldErrors errors) {
      JsonObject spec = range.object("spec");
      List<String> cidrs = spec.array("cidrs").strings();
      FieldPath path = SPEC.child("cidrs");
      if (cidrs.isEmpty()) {
        errors.required(path, "at least one CIDR required");
        return;
      }
      if (cidrs.size() > 2) {
        errors.invalid(path, spec, "may only hold up to 2 values");
        return;
      }
      for (int i = 0; i < cidrs.size(); i++) {
        errors.invalidEach(path.index(i), cidrs.get(i), IpFormats.canonicalCidr(cidrs.get(i)));
      }
      if (cidrs.size() == 2 && sameFamily(cidrs.get(0), cidrs.get(1))) {
        errors.invalid(
            path,
            spec.get("cidrs"),
            "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
                + " 2001:db8::/64");
      }
    }

    private static boolean sameFamily(String one, String other) {
      boolean valid = ValueFormats.cidr(one).isEmpty() && ValueFormats.cidr(other).isEmpty();
      return valid && one.contains(":") == other.contains(":");
    }

    @Override
    public void update(JsonObject range, JsonObject old, String subresource, FieldErrors errors) {
      if (!subresource.isEmpty()) {
        return;
      }
      Cidrs cidrs = new Cidrs(range, old);
      FieldPath path = SPEC.child("cidrs");
      if (cidrs.before().size() == cidrs.now().size()) {
        for (int i = 0; i < cidrs.now().size(); i++) {
          unchanged(cidrs, i, errors);
        }
      } else if (cidrs.before().size() == 1 && cidrs.now().size() == 2) {
        unchanged(cidrs, 0, errors);
        create(range, errors);
      } else {
        errors.invalid(path, range.object("spec").get("cidrs"), "field is immutable");
      }
    }

    private static void unchanged(Cidrs cidrs, int index, FieldErrors errors) {
      String now = cidrs.now().get(index);
      if (!now.equals(cidrs.before().get(index))) {
        errors.invalid(SPEC.child("cidrs").index(index), now, "field is immutable");
      }
    }
  }

  private record Cidrs(JsonObject range, JsonObject old) {
    List<String> now() {
      return range.object("spec").array("cidrs").strings();
    }

    List<String> before() {
      return old.object("spec").array("cidrs").strings();
    }
  }
}
