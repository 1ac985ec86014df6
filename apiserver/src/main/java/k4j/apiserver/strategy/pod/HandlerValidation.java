package k4j.apiserver.strategy.pod;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import org.jspecify.annotations.Nullable;

/// Probes and the hooks of a container's life.
final class HandlerValidation {

  private static final List<String> HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");
  private static final String HEADER =
      "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name',"
          + " regex used for validation is '[-A-Za-z0-9]+')";

  private HandlerValidation() {}

  static void lifecycle(JsonObject container, JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonObject lifecycle = container.object("lifecycle");
    for (String hook : new String[] {"postStart", "preStop"}) {
      if (lifecycle.has(hook)) {
        JsonObject handler = lifecycle.object(hook);
        handler(handler, path.child(hook), errors);
        sleep(handler, spec, path.child(hook), errors);
      }
    }
  }

  private static void sleep(
      JsonObject handler, JsonObject spec, FieldPath path, FieldErrors errors) {
    if (!handler.has("sleep")) {
      return;
    }
    long seconds = handler.object("sleep").integer("seconds");
    long grace = PodFields.grace(spec);
    if (seconds < 0 || seconds > grace) {
      errors.invalid(
          path.child("sleep"),
          seconds,
          "must be non-negative and less than terminationGracePeriodSeconds (%d)".formatted(grace));
    }
  }

  static void probe(JsonObject container, String kind, FieldPath path, FieldErrors errors) {
    if (!container.has(kind)) {
      return;
    }
    JsonObject probe = container.object(kind);
    FieldPath at = path.child(kind);
    handler(probe, at, errors);
    for (String field :
        new String[] {
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold"
        }) {
      if (probe.integer(field) < 0) {
        errors.invalid(at.child(field), probe.integer(field), ValueFormats.NOT_NEGATIVE);
      }
    }
    if (probe.has("terminationGracePeriodSeconds")) {
      long grace = probe.integer("terminationGracePeriodSeconds");
      if (kind.equals("readinessProbe")) {
        errors.invalid(
            at.child("terminationGracePeriodSeconds"),
            grace,
            "must not be set for readinessProbes");
      } else if (grace <= 0) {
        errors.invalid(at.child("terminationGracePeriodSeconds"), grace, "must be greater than 0");
      }
    }
    if (!kind.equals("readinessProbe") && probe.integer("successThreshold", 1) != 1) {
      errors.invalid(at.child("successThreshold"), probe.integer("successThreshold"), "must be 1");
    }
  }

  private static void handler(JsonObject handler, FieldPath path, FieldErrors errors) {
    int count = 0;
    for (String kind : HANDLERS) {
      if (!handler.has(kind)) {
        continue;
      }
      FieldPath at = path.child(kind);
      if (count > 0) {
        errors.forbidden(at, "may not specify more than 1 handler type");
        continue;
      }
      count++;
      action(kind, handler.object(kind), at, errors);
    }
    if (count == 0) {
      errors.required(path, "must specify a handler type");
    }
  }

  private static void action(String kind, JsonObject action, FieldPath path, FieldErrors errors) {
    switch (kind) {
      case "exec" -> {
        if (action.array("command").isEmpty()) {
          errors.required(path.child("command"));
        }
      }
      case "httpGet" -> httpGet(action, path, errors);
      case "tcpSocket" -> port(action.get("port"), path.child("port"), errors);
      case "grpc" -> {
        long port = action.integer("port");
        ValueFormats.portNumber(port)
            .forEach(wrong -> errors.invalid(path.child("port"), port, wrong));
      }
      default -> {}
    }
  }

  private static void httpGet(JsonObject get, FieldPath path, FieldErrors errors) {
    if (get.string("path").isEmpty()) {
      errors.required(path.child("path"));
    }
    port(get.get("port"), path.child("port"), errors);
    String scheme = get.string("scheme");
    if (!scheme.equals("HTTP") && !scheme.equals("HTTPS")) {
      errors.notSupported(path.child("scheme"), scheme, List.of("HTTP", "HTTPS"));
    }
    JsonArray headers = get.array("httpHeaders");
    for (JsonObject header : headers.objects()) {
      String name = header.string("name");
      boolean valid =
          !name.isEmpty()
              && name.chars().allMatch(c -> c == '-' || (c < 0x80 && Character.isLetterOrDigit(c)));
      if (!valid) {
        errors.invalid(path.child("httpHeaders"), name, HEADER);
      }
    }
  }

  /// A port by number or name.
  static void port(@Nullable Json port, FieldPath path, FieldErrors errors) {
    switch (port) {
      case JsonString name ->
          errors.invalidEach(path, name.value(), ValueFormats.portName(name.value()));
      case JsonInteger number ->
          ValueFormats.portNumber(number.value())
              .forEach(wrong -> errors.invalid(path, number.value(), wrong));
      case null, default ->
          ValueFormats.portNumber(0).forEach(wrong -> errors.invalid(path, 0, wrong));
    }
  }
}
