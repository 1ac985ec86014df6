package k4j.api.cel.cost;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.cel.CelEnvironment;
import k4j.api.cel.Program;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.SchemaTypes;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The costs that Kubernetes itself estimates, without and with a limit in the schema.
class CostEstimatorTest {

  private static JsonObject schema(String kind, String limit) {
    String[] parts = kind.split(" ");
    String item =
        switch (parts.length > 1 ? parts[1] : "") {
          case "int-or-string" -> "{'x-kubernetes-int-or-string':true}";
          case "duration", "date", "date-time" -> "{'type':'string','format':'" + parts[1] + "'}";
          case "array" -> "{'type':'array','items':{'type':'number'}}";
          case "object" ->
              "{'type':'object','required':['required'],'properties':{'required':{'type':'string'},"
                  + "'optional':{'type':'string'}}}";
          case "limited" -> "{'type':'string'" + limited("maxLength", limit) + "}";
          default -> "{'type':'" + (parts.length > 1 ? parts[1] : "") + "'}";
        };
    String text =
        switch (parts[0]) {
          case "array" -> "{'type':'array','items':" + item + limited("maxItems", limit) + "}";
          case "map" ->
              "{'type':'object','additionalProperties':"
                  + item
                  + limited("maxProperties", limit)
                  + "}";
          case "bytes" -> "{'type':'string','format':'byte'" + limited("maxLength", limit) + "}";
          case "quantity" ->
              "{'x-kubernetes-int-or-string':true" + limited("maxLength", limit) + "}";
          default -> "{'type':'string'" + limited("maxLength", limit) + "}";
        };
    return (JsonObject) JsonParser.parse(text.replace('\'', '"'));
  }

  private static String limited(String name, String limit) {
    return limit.isEmpty() ? "" : ",'" + name + "':" + limit;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          array number; self.all(x, true); 4718591; 10; 32
          array string; self.all(x, true); 3145727; 20; 62
          array boolean; self.all(x, true); 1887437; 5; 17
          array array; self.all(x, true); 3145727; 100; 302
          array object; self.all(x, true); 555128; 50; 152
          map number; self.all(x, true); 1348169; 10; 32
          map string; self.all(x, true); 1179647; 3; 11
          string; self.contains('test'); 314574; 10; 5
          string; self.startsWith('test'); 2; 15; 2
          string; size(self + "hello") > size("hello"); 314578; 4; 7
          array number; self[1] == 0.0; 2; 5000; 2
          array string; self[1] == self[1]; 314577; 8; 314577
          string; self.matches("x"); 314574; 50; 22
          string; "".matches("(((((((((())))))))))[0-9]"); 7; 10; 7
          map limited; self.all(x, x.contains(self[x])); 2752507; 10; 72
          string; self == "x"; 2; 0; 1
          bytes; self == b"x"; 2; 0; 1
          array number; self.all(x, x == 0.0); 6291454; 6291456; 25165826
          array int-or-string; self[0] == 5; 3; 10; 3
          array boolean; self[0] == false; 2; 25; 2
          array array; self[0][0] == -1.0; 3; 51; 3
          array duration; self.all(x, true); 2359295; 5; 17
          array date; self[2].getDayOfMonth() == 13; 4; 42; 4
          array date-time; self.all(x, true); 428963; 25; 77
          map int-or-string; self.all(x, true); 1348169; 15; 47
          map duration; self.all(x, true); 1048577; 5; 17
          string; self.find('[0-9]+') == ''; 629147; 10; 11
          array limited; self.join(' ') == 'aa bb'; 329853068905; 10; 43
          array limited; self.isSorted() == true; 329854432052; 10; 52
          string; self.lowerAscii() == 'lower!'; 314575; 10; 6
          map date-time; self["a"] == self["b"]; 8; 7; 8
          quantity; isQuantity(self); 314574; 20; 9
          """)
  void estimatesAsKubernetes(String kind, String rule, long unlimited, String limit, long limited) {
    assertThat(cost(schema(kind, ""), rule)).as("without a limit").isEqualTo(unlimited);
    assertThat(cost(schema(kind, limit), rule)).as("with a limit").isEqualTo(limited);
  }

  private static long cost(JsonObject schema, String rule) {
    DeclType type = SchemaTypes.of(CelSchema.of(schema)).orElseThrow().named("selfType");
    var program = (Program) CelEnvironment.kubernetes().with("self", type).compile(rule);
    return program.estimateCost().max();
  }
}
