package k4j.api.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import k4j.api.codec.Decoder;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Resource;
import k4j.api.yaml.YamlReader;
import k4j.api.yaml.YamlWriter;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind in every encoding, filled at random from a seed.
final class RoundTripTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();
  private static final ProtobufCodec PROTOBUF = new ProtobufCodec(CATALOG);
  private static final OfficialMessages OFFICIAL = new OfficialMessages();
  private static final int OBJECTS = 3;

  static Stream<Named<Resource>> resources() {
    return CATALOG.resources().stream()
        .map(each -> Named.of(each.apiVersion() + " " + each.name().plural(), each));
  }

  @ParameterizedTest
  @MethodSource("resources")
  void nothingIsLost(Resource resource) throws InvalidProtocolBufferException {
    for (int seed = 0; seed < OBJECTS; seed++) {
      JsonObject given = new RandomObjects(new SplittableRandom(seed)).of(resource);
      JsonObject object = decoded(given, resource);
      JsonObject json = JsonParser.parseObject(JsonWriter.toBytes(object));
      assertThat(json).as("JSON, seed %d", seed).isEqualTo(object);
      byte[] yaml = YamlWriter.write(object).getBytes(StandardCharsets.UTF_8);
      assertThat(YamlReader.parse(yaml)).as("YAML, seed %d", seed).isEqualTo(object);
      throughProtobuf(object, resource, seed);
    }
  }

  private static JsonObject decoded(JsonObject given, Resource resource) {
    List<String> problems = new ArrayList<>();
    JsonObject object = Decoder.decode(given, resource.type(), problems);
    assertThat(problems).isEmpty();
    return object;
  }

  private static void throughProtobuf(JsonObject object, Resource resource, int seed)
      throws InvalidProtocolBufferException {
    if (!PROTOBUF.speaks(resource.type())) {
      return;
    }
    byte[] message = PROTOBUF.message(object, resource.type());
    byte[] envelope = ProtobufCodec.envelope(resource.apiVersion(), resource.kind(), message);
    assertThat(Leaves.difference(object, decoded(PROTOBUF.decode(envelope), resource)))
        .as("protobuf, seed %d", seed)
        .isEmpty();
    Optional<JsonObject> official = OFFICIAL.read(resource.type().name(), message);
    if (official.isPresent()) {
      JsonObject named =
          official.get().with("apiVersion", resource.apiVersion()).with("kind", resource.kind());
      assertThat(Leaves.difference(object, decoded(named, resource)))
          .as("official, seed %d", seed)
          .isEmpty();
    }
  }
}
