package k4j.apiserver.strategy.network;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.RangeForms;

/// Network policies.
public final class NetworkPolicyValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> DIRECTIONS = List.of("Ingress", "Egress");

  @Override
  public void create(JsonObject policy, FieldErrors errors) {
    JsonObject spec = policy.object("spec");
    LabelSelectorValidation.check(spec.get("podSelector"), SPEC.child("podSelector"), errors);
    rules(spec.array("ingress"), SPEC.child("ingress"), "from", errors);
    rules(spec.array("egress"), SPEC.child("egress"), "to", errors);
    List<String> types = spec.array("policyTypes").strings();
    if (types.size() > 2) {
      errors.invalid(
          SPEC.child("policyTypes"),
          spec.get("policyTypes"),
          "may not specify more than two policyTypes");
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!DIRECTIONS.contains(types.get(i))) {
        errors.notSupported(SPEC.child("policyTypes").index(i), types.get(i), DIRECTIONS);
      }
    }
  }

  private static void rules(JsonArray rules, FieldPath path, String peers, FieldErrors errors) {
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.object(i);
      FieldPath at = path.index(i);
      JsonArray ports = rule.array("ports");
      for (int j = 0; j < ports.size(); j++) {
        port(ports.object(j), at.child("ports").index(j), errors);
      }
      JsonArray all = rule.array(peers);
      for (int j = 0; j < all.size(); j++) {
        peer(all.object(j), at.child(peers).index(j), errors);
      }
    }
  }

  private static void port(JsonObject port, FieldPath path, FieldErrors errors) {
    if (port.has("protocol") && !PROTOCOLS.contains(port.string("protocol"))) {
      errors.notSupported(path.child("protocol"), port.string("protocol"), PROTOCOLS);
    }
    Json number = port.get("port");
    long end = port.integer("endPort");
    boolean ranged = port.has("endPort");
    FieldPath endPath = path.child("endPort");
    switch (number) {
      case JsonInteger n -> {
        ValueFormats.portNumber(n.value())
            .forEach(wrong -> errors.invalid(path.child("port"), n.value(), wrong));
        if (ranged) {
          if (end < n.value()) {
            errors.invalid(endPath, n.value(), "must be greater than or equal to `port`");
          }
          ValueFormats.portNumber(end).forEach(wrong -> errors.invalid(endPath, end, wrong));
        }
      }
      case JsonString text -> {
        if (ranged) {
          errors.invalid(endPath, end, "may not be specified when `port` is non-numeric");
        }
        errors.invalidEach(path.child("port"), text.value(), ValueFormats.portName(text.value()));
      }
      case null, default -> {
        if (ranged) {
          errors.invalid(endPath, end, "may not be specified when `port` is not specified");
        }
      }
    }
  }

  private static void peer(JsonObject peer, FieldPath path, FieldErrors errors) {
    LabelSelectorValidation.check(peer.get("podSelector"), path.child("podSelector"), errors);
    LabelSelectorValidation.check(
        peer.get("namespaceSelector"), path.child("namespaceSelector"), errors);
    boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
    if (peer.has("ipBlock")) {
      block(peer.object("ipBlock"), path.child("ipBlock"), errors);
    }
    if (!selects && !peer.has("ipBlock")) {
      errors.required(path, "must specify a peer");
    } else if (selects && peer.has("ipBlock")) {
      errors.forbidden(path, "may not specify both ipBlock and another peer");
    }
  }

  private static void block(JsonObject block, FieldPath path, FieldErrors errors) {
    String cidr = block.string("cidr");
    if (cidr.isEmpty()) {
      errors.required(path.child("cidr"));
      return;
    }
    errors.invalidEach(path.child("cidr"), cidr, ValueFormats.cidr(cidr));
    List<String> except = block.array("except").strings();
    for (int i = 0; i < except.size(); i++) {
      errors.invalidEach(
          path.child("except").index(i), except.get(i), ValueFormats.cidr(except.get(i)));
      boolean readable =
          ValueFormats.cidr(except.get(i)).isEmpty() && ValueFormats.cidr(cidr).isEmpty();
      if (readable && !isWithin(cidr, except.get(i))) {
        errors.invalid(
            path.child("except").index(i), except.get(i), "must be a strict subset of `cidr`");
      }
    }
  }

  /// Whether the second range is a true part of the first.
  private static boolean isWithin(String whole, String part) {
    int length = Integer.parseInt(whole.substring(whole.indexOf('/') + 1));
    int longer = Integer.parseInt(part.substring(part.indexOf('/') + 1));
    byte[] outer = bytes(whole);
    byte[] inner = bytes(part);
    if (outer.length != inner.length || length >= longer) {
      return false;
    }
    int shift = outer.length * 8 - length;
    return new BigInteger(1, outer)
        .shiftRight(shift)
        .equals(new BigInteger(1, inner).shiftRight(shift));
  }

  private static byte[] bytes(String cidr) {
    String address = cidr.substring(0, cidr.indexOf('/'));
    return Objects.requireNonNull(ValueFormats.address(address)).getAddress();
  }

  @Override
  public List<String> warnings(JsonObject policy) {
    var out = new ArrayList<String>();
    for (String[] way : new String[][] {{"ingress", "from"}, {"egress", "to"}}) {
      JsonArray rules = policy.object("spec").array(way[0]);
      for (int i = 0; i < rules.size(); i++) {
        JsonArray peers = rules.object(i).array(way[1]);
        for (int j = 0; j < peers.size(); j++) {
          FieldPath path = SPEC.child(way[0]).index(i).child(way[1]).index(j).child("ipBlock");
          JsonObject block = peers.object(j).object("ipBlock");
          RangeForms.one(block.string("cidr"), path.child("cidr"), out);
          RangeForms.each(block.array("except").strings(), path.child("except"), out);
        }
      }
    }
    return List.copyOf(out);
  }
}
