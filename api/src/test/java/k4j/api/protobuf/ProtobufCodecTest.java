package k4j.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufCodecTest {

  private static final Catalog CATALOG = new BuiltinCatalog();

  private final ProtobufCodec codec = new ProtobufCodec(CATALOG);

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectType type(JsonObject object) {
    ObjectType type = CATALOG.kind(object.string("apiVersion"), object.string("kind"));
    assertThat(type).isNotNull();
    return type;
  }

  private byte[] encode(JsonObject object) {
    return ProtobufCodec.envelope(
        object.string("apiVersion"), object.string("kind"), codec.message(object, type(object)));
  }

  /// What protoc makes of the same, by the .proto files of Kubernetes.
  @Test
  void theBytesAreThoseOfKubernetes() {
    JsonObject map =
        json("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'k':'v'}}");
    assertThat(HexFormat.of().formatHex(encode(map)))
        .isEqualTo(
            "6b387300" // magic
                + "0a0f"
                + "0a027631"
                + "1209436f6e6669674d6170" // v1, ConfigMap
                + "120d"
                + "0a03"
                + "0a0161"
                + "1206"
                + "0a016b"
                + "120176" // the message
                + "1a00"
                + "2200");
  }

  @Test
  void aListOfTextsThatGoHasATypeForIsAMessage() {
    JsonObject list =
        json(
            "{'apiVersion':'v1','kind':'APIResourceList','groupVersion':'v1','resources':"
                + "[{'name':'pods','kind':'Pod','verbs':['get','list']}]}");
    assertThat(HexFormat.of().formatHex(encode(list)))
        .contains("220b" + "0a03676574" + "0a046c697374");
    assertThat(codec.decode(encode(list)).array("resources"))
        .hasToString("[{\"kind\":\"Pod\",\"name\":\"pods\",\"verbs\":[\"get\",\"list\"]}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'a','labels':{'x':'y'},"
            + "'creationTimestamp':'2026-01-02T03:04:05Z','generation':3,"
            + "'managedFields':[{'manager':'m','fieldsV1':{'f:a':{}}}]},"
            + "'spec':{'containers':[{'name':'c','image':'i','ports':[{'containerPort':80}],"
            + "'resources':{'limits':{'cpu':'100m'}},'livenessProbe':{'httpGet':{'port':'http'},"
            + "'periodSeconds':3},'readinessProbe':{'tcpSocket':{'port':8080}},"
            + "'env':[{'name':'e','valueFrom':{'secretKeyRef':{'name':'s','key':'k'}}}]}],"
            + "'volumes':[{'name':'v','configMap':{'name':'m','defaultMode':420}}],"
            + "'terminationGracePeriodSeconds':0,'hostNetwork':true}}",
        "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'a'},'data':{'k':'dmFsdWU='}}",
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'a'},"
            + "'spec':{'replicas':0,'strategy':{'rollingUpdate':{'maxSurge':'25%',"
            + "'maxUnavailable':-1}}}}",
        "{'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'a'},"
            + "'spec':{'capacity':{'storage':'1Gi'},'hostPath':{'path':'/x'}}}",
        "{'apiVersion':'authorization.k8s.io/v1','kind':'SubjectAccessReview',"
            + "'spec':{'user':'u','extra':{'a':['b','c']}}}",
        "{'apiVersion':'coordination.k8s.io/v1','kind':'Lease','metadata':{'name':'a'},"
            + "'spec':{'renewTime':'2026-01-02T03:04:05.678901Z'}}",
        "{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','metadata':{'name':'a'},"
            + "'spec':{'rules':[{'host':'h','http':{'paths':[{'path':'/'}]}}]}}",
        "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicy',"
            + "'metadata':{'name':'a'},'spec':{'matchConstraints':{'resourceRules':["
            + "{'resourceNames':['n'],'operations':['CREATE'],'apiGroups':['g'],"
            + "'resources':['r']}]}}}",
        "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
            + "'metadata':{'name':'a'},'spec':{'versions':[{'name':'v1','schema':"
            + "{'openAPIV3Schema':{'type':'object','properties':{'a':{'items':{'type':'string',"
            + "'default':'x','enum':['x',1,null]},'maximum':1.5,"
            + "'additionalProperties':false,'x-kubernetes-int-or-string':true}}}}}]}}",
      })
  void anObjectComesBackAsItWas(String text) {
    JsonObject object = json(text);
    assertThat(codec.decode(encode(object))).isEqualTo(object);
  }

  /// Nobody after the codec knows the type of what lies in a union.
  @Test
  void theZerosOfASchemaInAUnionGo() {
    JsonObject sent =
        json(
            "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
                + "'spec':{'versions':[{'schema':{'openAPIV3Schema':{'items':"
                + "{'id':'','nullable':false,'maxLength':0,'type':'string'}}}}]}}");
    JsonObject come = codec.decode(encode(sent)).object("spec").array("versions").object(0);
    assertThat(come.object("schema").object("openAPIV3Schema").object("items"))
        .isEqualTo(json("{'maxLength':0,'type':'string'}"));
  }

  @Test
  void whatGoWritesWithoutMeaningIsKeptForTheDecoder() {
    // ConfigMap with name "", generateName "" and an empty creationTimestamp, as gogo writes them
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "6b387300"
                    + "0a0f0a0276311209436f6e6669674d6170"
                    + "1208"
                    + "0a06"
                    + "0a00"
                    + "1200"
                    + "4200"
                    + "1a002200");
    assertThat(codec.decode(bytes).object("metadata"))
        .isEqualTo(json("{'name':'','generateName':'','creationTimestamp':null}"));
  }

  @Test
  void aListIsMadeOfTheMessagesOfItsItems() {
    JsonObject map = json("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}");
    ObjectType meta = CATALOG.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta");
    assertThat(meta).isNotNull();
    byte[] list =
        codec.list(json("{'resourceVersion':'7'}"), meta, List.of(codec.message(map, type(map))));
    assertThat(codec.decode(ProtobufCodec.envelope("v1", "ConfigMapList", list)))
        .isEqualTo(
            json(
                "{'apiVersion':'v1','kind':'ConfigMapList','metadata':{'resourceVersion':'7'},"
                    + "'items':[{'metadata':{'name':'a'}}]}"));
  }

  @Test
  void otherBytesAreRefused() {
    assertThatThrownBy(() -> codec.decode("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ProtobufException.class);
    byte[] cut = {'k', '8', 's', 0, 0x0a, 0x7f};
    assertThatThrownBy(() -> codec.decode(cut))
        .isInstanceOf(ProtobufException.class)
        .hasMessage("unexpected EOF");
  }

  @ParameterizedTest
  @CsvSource({"90, 1m30s", "0, 0s", "3600, 1h0m0s", "-5, -5s", "1, 1s"})
  void durationsAreWrittenAsInGo(long seconds, String text) {
    assertThat(GoDuration.format(Duration.ofSeconds(seconds))).isEqualTo(text);
    assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
