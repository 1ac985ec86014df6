package k4j.api.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.DeclTypes;
import k4j.api.cel.type.SchemaTypes;
import k4j.api.cel.value.JsonValues;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelEnvironmentTest {

  private static final CelEnvironment WITH_OBJECT =
      CelEnvironment.kubernetes().with("object", DeclTypes.DYN);

  private static final Json OBJECT =
      JsonParser.parse(
          """
          {"metadata":{"name":"web","namespace":"shop","labels":{"app":"web","a.b/c-d":"x"}},
           "spec":{"replicas":3,"ratio":0.5,"paused":false,"ports":[80,443],"none":null,
                   "containers":[{"name":"a","image":"reg/a:1"},{"name":"b","image":"b:2"}]}}
          """);

  private static String run(CelEnvironment environment, String expression, Object value) {
    return switch (environment.compile(expression)) {
      case CompileFailure(var text) -> text;
      case Program program ->
          switch (program.evaluate(Activation.of(Map.of("object", value, "self", value)))) {
            case Evaluation.Failure failure -> "error: " + failure.message();
            case Evaluation.Value(var result, _) -> String.valueOf(result);
          };
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          object.metadata.name == 'web' => true
          object.metadata.namespace => shop
          object.metadata.labels['a.b/c-d'] => x
          object.spec.replicas + 1 => 4
          object.spec.ratio * 2.0 => 1.0
          object.spec.replicas < 3.5 => true
          object.spec.ports.all(p, p > 79) => true
          object.spec.ports.exists(p, p == 443) => true
          object.spec.ports.exists_one(p, p > 79) => false
          object.spec.ports.map(p, p + 1).sum() => 525
          object.spec.containers.map(c, c.name).join(',') => a,b
          object.spec.containers.filter(c, c.image.startsWith('reg/')).size() => 1
          object.spec.containers.all(i, c, i < 2 && c.name != '') => true
          has(object.spec.missing) => false
          has(object.spec.none) => true
          object.spec.none == null => true
          object.spec.missing => error: no such key: missing
          object.spec.ports[7] => error: index out of bounds: 7
          object.?spec.?missing.orValue('none') => none
          object.spec[?'replicas'].hasValue() => true
          object.?metadata.labels.app.orValue('') => web
          object.spec.paused || object.spec.missing == 1 => error: no such key: missing
          object.spec.missing == 1 || object.spec.replicas == 3 => true
          object.spec.paused ? 1 : 2 => 2
          1 / 0 => error: division by zero
          9223372036854775807 + 1 => error: integer overflow
          'web' in ['web', 'db'] => true
          'app' in object.metadata.labels => true
          type(object.spec.replicas) == int => true
          type(object.spec.replicas) == string => false
          type('a') => TypeValue[name=string]
          string(1.5) + string(true) + string(duration('90s')) => 1.5true90s
          duration('1h30m').getMinutes() => 90
          timestamp('2026-01-02T03:04:05Z').getFullYear() => 2026
          string(timestamp('2026-01-02T03:04:05Z') + duration('1s')) => 2026-01-02T03:04:06Z
          'a-b-c'.split('-').size() => 3
          'abc'.charAt(1) + 'abc'.substring(1, 2) + 'ABC'.lowerAscii() => bbabc
          'tacocat'.lastIndexOf('c') => 4
          '%s is %d and %.2f'.format(['x', 3, 1.5]) => x is 3 and 1.50
          'abc 123'.find('[0-9]+') => 123
          'a1b2'.findAll('[0-9]').size() => 2
          'x'.matches('^[a-z]$') => true
          [3, 1, 2].max() + [3, 1, 2].min() => 4
          [1, 2, 3].isSorted() => true
          [1, 2].indexOf(2) => 1
          [3, 1, 2].sort()[0] => 1
          [{'n': 2}, {'n': 1}].sortBy(x, x.n)[0].n => 1
          [1, 1, 2].distinct().size() => 2
          lists.range(3).size() => 3
          sets.contains([1, 2, 3], [2]) => true
          quantity('1Gi').isGreaterThan(quantity('500Mi')) => true
          quantity('1500m').add(quantity('500m')).asInteger() => 2
          isQuantity('x') => false
          url('https://example.com:80/p?k=v').getHost() => example.com:80
          url('https://[::1]:80/').getHostname() => ::1
          isURL('../x') => false
          ip('192.168.0.1').family() => 4
          ip('::1').isLoopback() => true
          string(ip('2001:db8:0:0:0:0:0:1')) => 2001:db8::1
          isIP('1.2.3') => false
          ip.isCanonical('2001:DB8::1') => false
          cidr('10.0.0.0/8').containsIP('10.1.2.3') => true
          cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) => true
          cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') => true
          string(cidr('10.0.0.0/8').ip()) => 10.0.0.0
          format.dns1123Label().validate('Bad').hasValue() => true
          format.named('dns1123Label').value().validate('good').hasValue() => false
          semver('1.2.3').isLessThan(semver('1.10.0-rc.1')) => true
          isSemver('v1.2', true) => true
          semver('v01.2', true).minor() => 2
          {'a': 1}.transformMap(k, v, v + 1)['a'] => 2
          {'a': 1, 'b': 2}.transformList(k, v, v).sum() => 3
          optional.of(1).optMap(x, x + 1).value() => 2
          [1, ?optional.none()].size() => 1
          1u + 2u => 3
          b'ab'.size() => 2
          int('7') + int(2.9) => 9
          dyn('a') < dyn(1) => error: no such overload
          """)
  void evaluates(String expression, String expected) {
    assertThat(run(WITH_OBJECT, expression, JsonValues.of(OBJECT))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          foo.bar => ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')
          'a' + 1 => ERROR: <input>:1:5: found no matching overload for '_+_' applied
          'a'. => ERROR: <input>:1:5: Syntax error: no viable alternative at input '.'
          duration('x') => ERROR: <input>:1:10: invalid duration argument
          'a'.matches('[') => ERROR: <input>:1:13: invalid matches argument
          [1, 'a'] => ERROR: <input>:1:5: expected type 'int' but found 'string'
          """)
  void refusesInTheWordsOfKubernetes(String expression, String expected) {
    assertThat(run(WITH_OBJECT, expression, 1L))
        .startsWith("compilation failed: " + expected)
        .contains("\n | " + expression + "\n | ");
  }

  private static final CelSchema SCHEMA =
      CelSchema.ofResource(
          (JsonObject)
              JsonParser.parse(
                  """
                  {"type":"object","properties":{"spec":{"type":"object","properties":{
                    "size":{"type":"integer"},"when":{"type":"string","format":"date-time"},
                    "wait":{"type":"string","format":"duration"},"ratio":{"type":"number"},
                    "port":{"x-kubernetes-int-or-string":true},"namespace":{"type":"string"},
                    "x-y":{"type":"string","maxLength":10},
                    "tags":{"type":"array","x-kubernetes-list-type":"set",
                            "items":{"type":"string"}},
                    "rows":{"type":"array","x-kubernetes-list-type":"map",
                            "x-kubernetes-list-map-keys":["k"],
                            "items":{"type":"object","properties":{
                              "k":{"type":"string"},"v":{"type":"integer"}}}},
                    "labels":{"type":"object","additionalProperties":{"type":"string"}}}}}}
                  """));

  private static final CelEnvironment WITH_SELF =
      CelEnvironment.kubernetes()
          .with("self", SchemaTypes.of(SCHEMA).orElseThrow().named("selfType"));

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          self.spec.size == 3 && self.metadata.name == 'x' => true
          self.spec.when > timestamp('2026-01-01T00:00:00Z') => true
          self.spec.wait == duration('90s') => true
          self.spec.ratio == 1.0 => true
          type(self.spec.port) == int ? self.spec.port > 1 : false => true
          self.spec.__namespace__ == 'n' && self.spec.x__dash__y == 'z' => true
          self.spec.namespace == 'n' => true
          self.spec.tags == ['b', 'a'] => true
          (self.spec.tags + ['c', 'a']).size() => 3
          self.spec.rows.exists(r, r.k == 'a' && r.v == 1) => true
          self.spec.labels.all(k, self.spec.labels[k] == 'v') => true
          has(self.spec.labels.l) => true
          self.spec.nothing => compilation failed: ERROR: <input>:1:10: undefined field 'nothing'
          self.spec.size == 'x' => compilation failed: ERROR: <input>:1:16: found no match
          """)
  void seesTheTreeByItsSchema(String expression, String expected) {
    Json tree =
        JsonParser.parse(
            """
            {"metadata":{"name":"x"},"spec":{"size":3,"when":"2026-01-02T00:00:00Z","wait":"1m30s",
             "ratio":1,"port":80,"namespace":"n","x-y":"z","tags":["a","b"],
             "rows":[{"k":"a","v":1}],"labels":{"l":"v"}}}
            """);
    assertThat(run(WITH_SELF, expression, JsonValues.typed(tree, SCHEMA))).startsWith(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          Object{spec: Object.spec{replicas: object.spec.replicas + 1}} => Object
          [JSONPatch{op: "add", path: "/a/" + jsonpatch.escapeKey("b/c"), value: 1}] => list(JSONPatch)
          """)
  void constructsWhatMutates(String expression, String type) {
    CelEnvironment environment = CelEnvironment.mutation().with("object", DeclTypes.DYN);
    assertThat(environment.compile(expression))
        .isInstanceOfSatisfying(
            Program.class,
            program -> {
              assertThat(program.resultType()).isEqualTo(type);
              assertThat(program.evaluate(Activation.of(Map.of("object", JsonValues.of(OBJECT)))))
                  .isInstanceOf(Evaluation.Value.class);
            });
  }

  @Test
  void knowsVariablesWithDots() {
    CelEnvironment environment =
        CelEnvironment.kubernetes()
            .with("authorizer", DeclTypes.STRING)
            .with("authorizer.requestResource", DeclTypes.INT);
    Program program = (Program) environment.compile("authorizer.requestResource + 1");
    assertThat(program.evaluate(Activation.of(Map.of("authorizer.requestResource", 2L))))
        .isEqualTo(new Evaluation.Value(3L, 2));
  }

  @Test
  void stopsWhereAnExpressionCostsTooMuch() {
    Program program =
        (Program) WITH_OBJECT.compile("object.all(a, object.all(b, object.all(c, a + b + c > 0)))");
    var many = JsonParser.parse("[" + "1,".repeat(200) + "1]");
    assertThat(program.evaluate(Activation.of(Map.of("object", JsonValues.of(many)))))
        .isInstanceOfSatisfying(
            Evaluation.Failure.class,
            failure -> {
              assertThat(failure.costExceeded()).isTrue();
              assertThat(failure.message())
                  .isEqualTo("operation cancelled: actual cost limit exceeded");
            });
  }
}
