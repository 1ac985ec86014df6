package k4j.bench.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;

/// Small changes to good documents.
record Mutation(Chance chance, Values values) {

  /// The same tree with one node changed.
  Json changed(Json json) {
    return switch (json) {
      case JsonObject object when !object.isEmpty() && chance.percent(85) -> {
        int at = chance.below(object.size());
        String name = object.nameAt(at);
        Json value = object.valueAt(at);
        yield switch (chance.below(12)) {
          case 0 -> object.without(name);
          case 1 -> object.with(name, JsonNull.NULL);
          case 2 -> object.with(name + "X", value);
          default -> object.with(name, changed(value));
        };
      }
      case JsonArray array when !array.isEmpty() && chance.percent(85) -> {
        int at = chance.below(array.size());
        yield switch (chance.below(8)) {
          case 0 -> array.with(array.get(at));
          case 1 -> array.with(values.anything(6));
          default -> array.withAt(at, changed(array.get(at)));
        };
      }
      default -> values.anything(5);
    };
  }

  /// The same bytes, garbled.
  byte[] garbled(byte[] bytes) {
    if (bytes.length == 0) {
      return chance.bytes(8);
    }
    byte[] out = bytes.clone();
    switch (chance.below(4)) {
      case 0 -> {
        return Arrays.copyOf(out, chance.below(out.length));
      }
      case 1 -> {
        for (int i = 1 + chance.below(4); i > 0; i--) {
          out[chance.below(out.length)] = (byte) chance.below(256);
        }
      }
      case 2 -> out[chance.below(out.length)] ^= (byte) (1 << chance.below(8));
      default -> {
        return doubled(out);
      }
    }
    return out;
  }

  private byte[] doubled(byte[] bytes) {
    int from = chance.below(bytes.length);
    int length = chance.below(bytes.length - from);
    byte[] out = Arrays.copyOf(bytes, bytes.length + length);
    System.arraycopy(bytes, from, out, bytes.length, length);
    return out;
  }

  /// The JSON pointers of all nodes.
  static List<String> pointers(Json json) {
    var out = new ArrayList<String>();
    collect(json, "", out);
    return out;
  }

  private static void collect(Json json, String at, List<String> out) {
    out.add(at);
    switch (json) {
      case JsonObject object ->
          object.forEach((name, value) ->
              collect(value, at + "/" + name.replace("~", "~0").replace("/", "~1"), out));
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          collect(array.get(i), at + "/" + i, out);
        }
      }
      default -> {}
    }
  }
}
