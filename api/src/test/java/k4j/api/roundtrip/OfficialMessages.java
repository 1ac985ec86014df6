package k4j.api.roundtrip;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Certificates;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Flowcontrol;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Node;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Resource;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V1alpha1Apiserverinternal;
import io.kubernetes.client.proto.V1alpha1Scheduling;
import io.kubernetes.client.proto.V1beta1Admissionregistration;
import io.kubernetes.client.proto.V1beta1Certificates;
import io.kubernetes.client.proto.V1beta1Storage;
import io.kubernetes.client.proto.V1beta1Storagemigration;
import io.kubernetes.client.proto.V2Autoscaling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.GoDuration;
import k4j.api.meta.Times;

/// Reads messages with the classes of the official Java client and says in JSON what they mean,
/// knowing nothing of our own schema.
final class OfficialMessages {

  private static final List<FileDescriptor> FILES =
      List.of(
          V1.getDescriptor(),
          V1Admissionregistration.getDescriptor(),
          V1Apiextensions.getDescriptor(),
          V1Apps.getDescriptor(),
          V1Authentication.getDescriptor(),
          V1Authorization.getDescriptor(),
          V1Autoscaling.getDescriptor(),
          V1Batch.getDescriptor(),
          V1Certificates.getDescriptor(),
          V1Coordination.getDescriptor(),
          V1Discovery.getDescriptor(),
          V1Events.getDescriptor(),
          V1Flowcontrol.getDescriptor(),
          V1Networking.getDescriptor(),
          V1Node.getDescriptor(),
          V1Policy.getDescriptor(),
          V1Rbac.getDescriptor(),
          V1Resource.getDescriptor(),
          V1Scheduling.getDescriptor(),
          V1Storage.getDescriptor(),
          V1alpha1Apiserverinternal.getDescriptor(),
          V1alpha1Scheduling.getDescriptor(),
          V1beta1Admissionregistration.getDescriptor(),
          V1beta1Certificates.getDescriptor(),
          V1beta1Storage.getDescriptor(),
          V1beta1Storagemigration.getDescriptor(),
          V2Autoscaling.getDescriptor());

  /// Fields whose message stands for its owner's own fields in JSON.
  private static final List<String> FLAT =
      List.of(
          "Volume.volumeSource",
          "PersistentVolumeSpec.persistentVolumeSource",
          "EphemeralContainer.ephemeralContainerCommon",
          "Probe.handler",
          "ConfigMapEnvSource.localObjectReference",
          "ConfigMapKeySelector.localObjectReference",
          "ConfigMapProjection.localObjectReference",
          "ConfigMapVolumeSource.localObjectReference",
          "SecretEnvSource.localObjectReference",
          "SecretKeySelector.localObjectReference",
          "SecretProjection.localObjectReference",
          "IngressRule.ingressRuleValue",
          "DeviceAllocationConfiguration.deviceConfiguration",
          "DeviceClaimConfiguration.deviceConfiguration",
          "DeviceClassConfiguration.deviceConfiguration",
          "RuleWithOperations.rule",
          "NamedRuleWithOperations.ruleWithOperations");

  private final Map<String, Descriptor> kinds = new HashMap<>();

  OfficialMessages() {
    for (FileDescriptor file : FILES) {
      file.getMessageTypes().forEach(each -> kinds.put(each.getFullName(), each));
    }
  }

  /// What a message means, empty where the client has no class for it.
  ///
  /// @param definition such as `io.k8s.api.core.v1.Pod`
  Optional<JsonObject> read(String definition, byte[] message)
      throws InvalidProtocolBufferException {
    Descriptor kind = kinds.get(definition.substring("io.".length()));
    return kind == null
        ? Optional.empty()
        : Optional.of(object(DynamicMessage.parseFrom(kind, message)));
  }

  private JsonObject object(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new AssertionError(
          message.getDescriptorForType().getFullName()
              + " has fields that nobody knows: "
              + message.getUnknownFields());
    }
    JsonObject out = JsonObject.EMPTY;
    String owner = message.getDescriptorForType().getName();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (FLAT.contains(owner + "." + field.getName())) {
        for (Map.Entry<String, Json> inner : entries(object((Message) entry.getValue()))) {
          out = out.with(inner.getKey(), inner.getValue());
        }
      } else {
        out = out.with(name(field.getName()), field(field, entry.getValue()));
      }
    }
    return out;
  }

  private static List<Map.Entry<String, Json>> entries(JsonObject object) {
    var out = new ArrayList<Map.Entry<String, Json>>();
    object.forEach((name, value) -> out.add(Map.entry(name, value)));
    return out;
  }

  private static String name(String field) {
    if (field.startsWith("xKubernetes")) {
      return "x-kubernetes"
          + field.substring(11).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
    return switch (field) {
      case "ref", "schema" -> "$" + field;
      default -> field;
    };
  }

  private Json field(FieldDescriptor field, Object value) {
    if (!field.isRepeated()) {
      return single(value);
    }
    var items = (List<?>) value;
    if (isMap(field)) {
      JsonObject map = JsonObject.EMPTY;
      for (Object item : items) {
        var entry = (Message) item;
        Descriptor type = entry.getDescriptorForType();
        String key = (String) entry.getField(type.findFieldByNumber(1));
        map = map.with(key, single(entry.getField(type.findFieldByNumber(2))));
      }
      return map;
    }
    return JsonArray.of(items.stream().map(this::single).toList());
  }

  private static boolean isMap(FieldDescriptor field) {
    return field.isMapField();
  }

  private Json single(Object value) {
    return switch (value) {
      case String text -> Json.of(text);
      case Boolean truth -> Json.of(truth);
      case Integer number -> Json.of(number);
      case Long number -> Json.of(number);
      case Double number ->
          JsonParser.parse(
              number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString());
      case ByteString bytes -> Json.of(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Message message -> message(message);
      case EnumValueDescriptor other -> Json.of(other.getName());
      default -> throw new IllegalStateException("a value of " + value.getClass());
    };
  }

  private Json message(Message message) {
    return switch (message.getDescriptorForType().getName()) {
      case "Time", "MicroTime" -> time(message);
      case "Duration" -> Json.of(duration((Long) part(message, 1)));
      case "Quantity" -> Json.of((String) part(message, 1));
      case "IntOrString" ->
          (Long) part(message, 1) == 0
              ? Json.of((Integer) part(message, 2))
              : Json.of((String) part(message, 3));
      case "RawExtension", "FieldsV1", "JSON" -> raw((ByteString) part(message, 1));
      case "JSONSchemaPropsOrBool" ->
          has(message, 2) ? single(part(message, 2)) : single(part(message, 1));
      case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrStringArray" ->
          has(message, 1) ? single(part(message, 1)) : strings(part(message, 2));
      case "ExtraValue", "Verbs" -> strings(part(message, 1));
      default -> object(message);
    };
  }

  /// Those that `RandomObjects` knows.
  private static String duration(long nanos) {
    return RandomObjects.DURATIONS.stream()
        .filter(text -> GoDuration.parse(text).orElseThrow().toNanos() == nanos)
        .findFirst()
        .orElseThrow();
  }

  private Json strings(Object items) {
    return JsonArray.of(((List<?>) items).stream().map(this::single).toList());
  }

  private static Json raw(ByteString bytes) {
    return bytes.isEmpty() ? JsonNull.NULL : JsonParser.parse(bytes.toByteArray());
  }

  private static Json time(Message time) {
    Instant instant = Instant.ofEpochSecond((Long) part(time, 1), (Integer) part(time, 2));
    boolean micro = time.getDescriptorForType().getName().equals("MicroTime");
    return Json.of(micro ? Times.formatMicro(instant) : Times.format(instant));
  }

  private static Object part(Message message, int number) {
    return message.getField(message.getDescriptorForType().findFieldByNumber(number));
  }

  private static boolean has(Message message, int number) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(number);
    return field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
  }
}
