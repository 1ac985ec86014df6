package k4j.bench.expressions;

import java.util.ArrayList;
import java.util.List;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.Program;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.SchemaTypes;
import k4j.api.cel.value.JsonValues;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.SystemEdge;

/// Measures how long it takes to validate 10,000 custom resources by four rules each.
@SystemEdge
public final class ExpressionBench {

  private static final int OBJECTS = 10_000;
  private static final int RUNS = 9;

  private static final List<String> RULES =
      List.of(
          "self.spec.min <= self.spec.replicas",
          "self.spec.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
          "self.spec.ports.all(p, p.port > 0 && p.port < 65536)",
          "self.spec.ports.map(p, p.name).distinct().size() == self.spec.ports.size()");

  private static final String SCHEMA =
      """
      {"type": "object", "properties": {"spec": {"type": "object", "properties": {
        "replicas": {"type": "integer"}, "min": {"type": "integer"},
        "name": {"type": "string", "maxLength": 64},
        "ports": {"type": "array", "maxItems": 10, "items": {"type": "object", "properties": {
          "port": {"type": "integer"}, "name": {"type": "string", "maxLength": 20}}}}}}}}
      """;

  private static final String OBJECT =
      """
      {"apiVersion": "bench/v1", "kind": "Bench", "metadata": {"name": "bench"},
       "spec": {"replicas": 3, "min": 1, "name": "web-frontend", "ports": [
         {"port": 80, "name": "http"}, {"port": 443, "name": "https"},
         {"port": 9090, "name": "metrics"}]}}
      """;

  private ExpressionBench() {}

  public static void main(String[] args) {
    CelSchema schema = CelSchema.ofResource((JsonObject) JsonParser.parse(SCHEMA));
    CelEnvironment environment =
        CelEnvironment.kubernetes()
            .with("self", SchemaTypes.of(schema).orElseThrow().named("selfType"));
    long begin = System.nanoTime();
    List<Program> programs =
        RULES.stream().map(rule -> (Program) environment.compile(rule)).toList();
    System.out.printf(
        "first compilation of %d rules: %.0f ms%n", RULES.size(), millisecondsSince(begin));
    Json object = JsonParser.parse(OBJECT);
    var times = new ArrayList<Double>();
    for (int run = 0; run < RUNS; run++) {
      begin = System.nanoTime();
      for (int i = 0; i < OBJECTS; i++) {
        validate(object, schema, programs);
      }
      times.add(millisecondsSince(begin));
    }
    times.sort(null);
    System.out.printf(
        "%d objects by %d rules: median %.0f ms (%.0f to %.0f)%n",
        OBJECTS, RULES.size(), times.get(RUNS / 2), times.getFirst(), times.getLast());
  }

  private static double millisecondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static void validate(Json object, CelSchema schema, List<Program> programs) {
    Object self = JsonValues.typed(object, schema);
    Activation variables = name -> name.equals("self") ? self : null;
    for (Program program : programs) {
      if (!program.evaluate(variables).isTrue()) {
        throw new IllegalStateException("a valid object was refused by " + program);
      }
    }
  }
}
