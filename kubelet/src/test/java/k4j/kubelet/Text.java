package k4j.kubelet;

import java.nio.charset.StandardCharsets;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;

/// JSON in tests, with single quotes for double ones.
public final class Text {

  private Text() {}

  public static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /// A pod of the name `p` in `default`.
  public static JsonObject pod(String spec) {
    return json("{'metadata':{'name':'p','namespace':'default','uid':'u'}}")
        .with("spec", json(spec));
  }
}
