package k4j.kubelet.reference;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;

/// The contents of ConfigMaps and Secrets as bytes.
public final class ConfigData {

  private ConfigData() {}

  public static Map<String, byte[]> ofConfigMap(JsonObject configMap) {
    Map<String, byte[]> result = new TreeMap<>();
    configMap
        .object("data")
        .strings()
        .forEach((key, value) -> result.put(key, value.getBytes(StandardCharsets.UTF_8)));
    configMap
        .object("binaryData")
        .strings()
        .forEach((key, value) -> result.put(key, Base64.getMimeDecoder().decode(value)));
    return result;
  }

  public static Map<String, byte[]> ofSecret(JsonObject secret) {
    Map<String, byte[]> result = new TreeMap<>();
    secret
        .object("data")
        .strings()
        .forEach((key, value) -> result.put(key, Base64.getMimeDecoder().decode(value)));
    return result;
  }
}
